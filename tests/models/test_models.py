"""What there is, and the questions about it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inbox import clock
from inbox.extensions import db
from inbox.models import filter as filters
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.login import Login
from inbox.models.message import Look, Message, lines, select_lines
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.row import rows

START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)


def stored(app, *things) -> None:
    """Writes rows past all verbs: the database itself is asked."""
    with app.app_context():
        db.session.add_all(things)
        db.session.commit()


@pytest.mark.parametrize("seconds", [0, 1, 300, 450, 600, 899.9])
def test_its_author_may_edit_within_the_minutes(seconds):
    message = Message(author_id=1, kind="message", created_at=START, deleted_at=None)
    assert message.editable_by(Person(id=1), START + timedelta(seconds=seconds), 15)
    assert not message.editable_by(Person(id=2), START + timedelta(seconds=seconds), 15)


@pytest.mark.parametrize("seconds", [900, 900.1, 10**6])
def test_nobody_may_edit_after_them(seconds):
    message = Message(author_id=1, kind="message", created_at=START, deleted_at=None)
    assert not message.editable_by(Person(id=1), START + timedelta(seconds=seconds), 15)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 15), (0.1, 15), (59.9, 15), (60, 14), (840, 1), (899.9, 1), (900, 0), (1400, 0)]
)
def test_the_minutes_left_count_the_one_that_has_begun(cast, ana, bo, seconds, minutes):
    clock.freeze(START)
    said = cast.said(ana, bo, "Hello")
    clock.move(timedelta(seconds=seconds))
    with cast.app.app_context():
        found = db.session.execute(select_lines("en").where(Message.id == said.id)).all()
    for viewer, other, left in ((ana, bo, minutes), (bo, ana, 0)):
        (line,) = lines(found, viewer, other, Look(0, 15), UTC)
        assert (line.minutes_left, line.editable) == (left, left > 0)


def test_neither_what_is_deleted_nor_what_is_no_text_can_be_edited():
    for fields in ({"deleted_at": START}, {"kind": "offer"}):
        message = Message(**{"author_id": 1, "kind": "message", "created_at": START, "deleted_at": None} | fields)
        assert not message.editable_by(Person(id=1), START, 15)


def test_the_conversations_and_messages_of_somebody_are_those_they_take_part_in(cast, ana, bo, chloe):
    mine, other = cast.said(ana, bo, "Hello"), cast.said(chloe, bo, "Hello")
    assert [c.id for c in cast.rows(Conversation.of(ana))] == [mine.conversation_id]
    assert [m.id for m in cast.rows(Message.of(ana))] == [mine.id]
    assert {m.id for m in cast.rows(Message.of(bo))} == {mine.id, other.id}
    assert cast.rows(Message.of(cast.person("mod"))) == []


def test_the_conversation_of_two_is_one_whoever_asks(cast, ana, bo):
    conversation = cast.said(ana, bo, "Hello").conversation_id
    for pair in ((ana.id, bo.id), (bo.id, ana.id)):
        assert [c.id for c in cast.rows(Conversation.between(*pair))] == [conversation]


@pytest.mark.parametrize(
    "wrong", [{"low_id": 1, "high_id": 2}, {"low_id": 2, "high_id": 1}, {"low_id": 1, "high_id": 1}, {"low_id": 1, "high_id": 99}],
    ids=["twice", "out of order", "alone", "with nobody"],
)  # fmt: skip
def test_the_database_itself_keeps_one_conversation_a_pair(app, cast, ana, bo, wrong):
    cast.said(ana, bo, "Hello")
    with pytest.raises(IntegrityError):
        stored(app, Conversation(**wrong))


@pytest.mark.parametrize("same", [{"seq": 1, "key": "other"}, {"seq": 2, "key": "key-1"}], ids=["number", "key"])
def test_the_database_itself_keeps_numbers_and_keys_apart(app, cast, ana, bo, same):
    message = cast.said(ana, bo, "Hello", "key-1")
    with pytest.raises(IntegrityError):
        stored(app, Message(conversation_id=message.conversation_id, changed_seq=1, author_id=ana.id, body="x",
                            created_at=START, **same))  # fmt: skip


def test_the_database_itself_keeps_names_apart_and_gives_everybody_a_role(app, ana):
    for fields in ({"username": "ana", "email": "x@a.b", "role_client": True},
                   {"username": "eve", "email": "ana@halle.test", "email_confirmed_at": START, "role_client": True},
                   {"username": "eve", "email": "x@a.b"}):  # fmt: skip
        with pytest.raises(IntegrityError):
            stored(app, Person(password_hash="x", **fields))
    stored(app, Person(password_hash="x", username="eve", email="ana@halle.test", role_client=True))  # not confirmed


def test_times_come_back_as_they_went_in_aware_and_in_utc(app, cast, ana):
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    at = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=ZoneInfo("Asia/Kolkata"))
    stored(app, Login(person_id=ana.id, token_hash="x", created_at=at, seen_at=at))
    login = cast.row(Login, 1)
    assert login.created_at == at
    assert login.created_at.utcoffset() == timedelta()


def test_the_list_is_read_from_an_index_without_sorting(app, cast, ana, on_postgres):
    if on_postgres:
        return  # its planner chooses by the amount of rows
    found = filters.newest(ana.id, "all").limit(31)
    with app.app_context():
        sql = str(found.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[3] for row in db.session.execute(db.text(f"EXPLAIN QUERY PLAN {sql}")))
    assert "ix_participation_list" in plan
    assert "TEMP B-TREE" not in plan


def test_a_name_is_the_display_name_or_the_username():
    assert Person(username="ana", display_name="").name == "ana"
    assert Person(username="ana", display_name="Ana").name == "Ana"


@pytest.mark.parametrize(
    ("author", "other", "may"),
    [
        ("ana", "bo", True),
        ("bo", "ana", False),
        ("bo", "chloe", True),
        ("dev", "ana", False),
        ("ana", "dev", True),
        ("mod", "ana", True),
    ],
)
def test_a_freelancer_waits_for_a_client_to_write_first(cast, author, other, may):
    assert cast.person(other).may_be_written_first_by(cast.person(author)) is may


def test_a_person_is_found_whatever_the_case_of_the_name(cast, ana):
    assert [p.id for p in cast.rows(Person.named("ANA"))] == [ana.id]
    assert cast.rows(Person.named("an_")) == cast.rows(Person.named("%")) == []


def test_deleting_a_login_row_of_nobody_finds_none(cast, ana):
    assert cast.rows(select(Login).where(Login.person_id == ana.id)) == []


def test_a_draft_is_of_one_person_for_another(app, cast, ana, bo, chloe):
    stored(app, Draft(person_id=ana.id, other_id=bo.id, body="Hello"), Draft(person_id=bo.id, other_id=ana.id))
    assert [draft.body for draft in cast.rows(select(Draft).where(Draft.to(ana.id, bo.id)))] == ["Hello"]
    assert cast.rows(select(Draft).where(Draft.to(ana.id, chloe.id))) == []
    with pytest.raises(IntegrityError):
        stored(app, Draft(person_id=ana.id, other_id=bo.id))


def test_the_list_of_a_person_shows_their_own_drafts(app, cast, ana, bo):
    cast.said(ana, bo, "Hello")
    stored(app, Draft(person_id=ana.id, other_id=bo.id, body="Well", excerpt="Well"))
    with app.app_context():
        drawn = {
            who.id: rows(db.session.execute(Participation.newest(who.id)).all(), who.id, set(), {}) for who in (ana, bo)
        }
    assert [drawn[ana.id][0].draft, drawn[bo.id][0].draft] == ["Well", ""]
