"""A flood: believable, equal to a recount, the same for the same seed, and only into an empty database."""

import shutil
from collections import defaultdict

import pytest
from sqlalchemy import select

from inbox.cli import flood
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import Message, MessageVersion
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.text import excerpt
from tests.cast import logged_in

pytestmark = pytest.mark.thorough

SIZE = (120, 300, 4000)  # people, conversations, messages


@pytest.fixture
def flooded(app, data, folder, on_postgres):
    """An application with a small flood: a file of SQLite is flooded once, and copied."""
    kept, here = folder / "flooded.db", data / "halle.db"
    if kept.exists() and not on_postgres:
        shutil.copyfile(kept, here)
        return app
    with app.app_context():
        flood.flood(*SIZE, number=7)
        db.session.remove()
        db.engine.dispose()  # the file is whole now
    if not on_postgres:
        shutil.copyfile(here, kept)
    return app


def rows(table) -> list[dict]:
    found = select(table.__table__).order_by(*table.__table__.primary_key)
    return [dict(row) for row in db.session.execute(found).mappings()]


def everything() -> list:
    found = {table: rows(table) for table in (Person, Conversation, Message, MessageVersion, Participation)}
    for person in found[Person]:
        del person["password_hash"]  # it has a salt
    return list(found.values())


def recounted(said: list[dict], parts: list[dict]) -> list[dict]:
    """The participations as the messages and what was read give them."""
    talks = defaultdict(list)
    for message in sorted(said, key=lambda message: message["id"]):
        talks[message["conversation_id"]].append(message)
    return [part | _recounted(talks[part["conversation_id"]], part) for part in parts]


def _recounted(talk: list[dict], part: dict) -> dict:
    last, me = talk[-1], part["person_id"]
    unread = [m for m in talk if m["author_id"] != me and m["seq"] > part["read_seq"] and m["deleted_at"] is None]
    return {
        "last_message_id": last["id"], "last_seq": last["seq"], "last_at": last["created_at"],
        "last_author_id": last["author_id"], "last_excerpt": excerpt(last["body"]),
        "last_deleted": last["deleted_at"] is not None, "unread": len(unread),
    }  # fmt: skip


def count_by(found: list[dict], name: str) -> dict:
    counts = defaultdict(int)
    for row in found:
        counts[row[name]] += 1
    return counts


class TestCounts:
    def test_there_is_as_much_as_was_asked_for(self, flooded):
        with flooded.app_context():
            assert tuple(len(rows(table)) for table in (Person, Conversation, Message)) == SIZE
            assert len(rows(Participation)) == 2 * SIZE[1]

    def test_what_lists_and_badges_show_equals_a_recount(self, flooded):
        with flooded.app_context():
            parts = rows(Participation)
            assert parts == recounted(rows(Message), parts)
            unread = count_by([part for part in parts if part["unread"] and part["place"] == "inbox"], "person_id")
            assert {person["id"]: person["unread"] for person in rows(Person)} == {
                id_: unread[id_] for id_ in range(1, SIZE[0] + 1)
            }
            assert any(unread.values())

    def test_each_change_has_its_number(self, flooded):
        with flooded.app_context():
            numbers = defaultdict(set)
            for message in rows(Message):
                changed = message["edited_at"] is not None or message["deleted_at"] is not None
                assert message["changed_seq"] == message["seq"] + changed
                numbers[message["conversation_id"]] |= {message["seq"], message["changed_seq"]}
            for conversation in rows(Conversation):
                assert numbers[conversation["id"]] == set(range(1, conversation["seq"] + 1))

    def test_messages_are_numbered_by_their_time_and_written_by_the_two_of_the_pair(self, flooded):
        with flooded.app_context():
            said = sorted(rows(Message), key=lambda message: message["id"])
            assert [m["created_at"] for m in said] == sorted(m["created_at"] for m in said)
            pairs = {c["id"]: (c["low_id"], c["high_id"]) for c in rows(Conversation)}
            assert all(m["author_id"] in pairs[m["conversation_id"]] for m in said)
            where = {m["id"]: m["conversation_id"] for m in said}
            answers = [m for m in said if m["reply_to_id"]]
            assert answers and all(where[m["reply_to_id"]] == m["conversation_id"] for m in answers)

    def test_edits_have_their_version_and_deletions_leave_no_text(self, flooded):
        with flooded.app_context():
            said = rows(Message)
            edited = {m["id"] for m in said if m["revision"]}
            assert edited == {version["message_id"] for version in rows(MessageVersion)}
            assert {m["body"] for m in said if m["deleted_at"]} == {""}


class TestShape:
    def test_a_tenth_of_the_conversations_is_the_heavy_freelancers(self, flooded):
        with flooded.app_context():
            of = count_by(rows(Participation), "person_id")
            assert of[flood.HEAVY_ID] == SIZE[1] // 10
            assert of[flood.STEADY_ID] == SIZE[0] // 5  # 200, where there are so many freelancers

    def test_few_conversations_are_long_and_the_newest_messages_are_of_many(self, flooded):
        with flooded.app_context():
            said = rows(Message)
            lengths = sorted(count_by(said, "conversation_id").values())
            assert lengths[-1] > 10 * lengths[len(lengths) // 2]
            newest = sorted(said, key=lambda message: message["id"])[-200:]
            assert len({message["conversation_id"] for message in newest}) > 15

    def test_clients_wrote_first(self, flooded):
        with flooded.app_context():
            people = {person["id"]: person for person in rows(Person)}
            first = {}
            for message in rows(Message):
                first.setdefault(message["conversation_id"], message["author_id"])
            assert all(people[author]["role_client"] for author in first.values())


def test_the_same_seed_gives_the_same_rows_and_another_one_others(make_app, tmp_path):
    found = []
    for place, number in (("a", 7), ("b", 7), ("c", 8)):
        app = make_app(DATABASE_URL=f"sqlite:///{tmp_path / place}.db")
        with app.app_context():
            db.create_all()
            flood.flood(*SIZE, number=number)
            found.append(everything())
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_the_command_reports_and_pages_open_on_what_it_wrote(app):
    size = ["--people", "60", "--conversations", "90", "--messages", "900", "--seed", "3"]
    answer = app.test_cli_runner().invoke(args=["flood", *size])
    assert answer.exit_code == 0, answer.output
    assert "Log in as heavy" in answer.output
    with app.app_context():
        heavy = db.session.scalar(Person.named("heavy"))
        other = db.session.scalar(
            select(Person).join(Participation, Participation.other_id == Person.id)
            .where(Participation.person_id == heavy.id).order_by(Participation.last_message_id.desc())
        )  # fmt: skip
    browser = logged_in(app, heavy)
    assert len(browser.read("/inbox").all("#conversations li")) == 9
    assert browser.read(f"/inbox/{other.username}").all("li.msg")
    answer = browser.send(f"/inbox/{other.username}/messages", {"body": "After the flood", "key": "k"})
    assert answer.status_code == 303


@pytest.mark.postgres
def test_on_postgresql_it_is_the_same(flooded):
    with flooded.app_context():
        parts = rows(Participation)
        assert sorted(map(str, parts)) == sorted(map(str, recounted(rows(Message), parts)))
        conversation = Conversation(low_id=1, high_id=2)
        db.session.add(conversation)
        db.session.flush()
        assert conversation.id == SIZE[1] + 1
        db.session.rollback()


@pytest.mark.parametrize(
    ("size", "word"),
    [((10, 1000, 2000), "--people"), ((120, 300, 200), "--conversations")],
)
def test_what_does_not_fit_is_refused_in_one_line(app, size, word):
    with app.app_context(), pytest.raises(flood.NotFlooded, match=word):
        flood.flood(*size, number=1)


def test_a_database_with_people_is_refused_in_one_line(app, cast, ana):
    answer = app.test_cli_runner().invoke(args=["flood", "--people", "60", "--conversations", "9", "--messages", "90"])
    assert answer.exit_code == 1
    assert answer.output.splitlines()[-1].startswith("Error: There are people in this database already")
    assert (cast.count(Person), cast.count(Message)) == (1, 0)


def test_it_is_refused_where_others_can_reach_the_server(make_app):
    with make_app(HOST="0.0.0.0").app_context(), pytest.raises(flood.NotFlooded, match="HOST"):
        flood.flood(*SIZE, number=1)
