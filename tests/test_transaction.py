"""One commit, and nothing of it seen before: what follows a fact waits until the fact is there."""

import json
import threading
from dataclasses import dataclass

import pytest
import redis
from sqlalchemy import select, text

from inbox import wire
from inbox.errors import NotAllowed
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.services import messages
from inbox.transaction import passing_transaction, tell, transaction
from tests.plugins.redis import heard_until


@dataclass(frozen=True)
class Happened:
    """A fact of these tests."""

    person_id: int


@transaction
def rename(person: Person, name: str, fails: bool = False) -> None:
    """A verb that says what it did, and may then fail."""
    person.display_name = name
    tell(Happened(person.id))
    if fails:
        raise NotAllowed("No.")


def name_in_database(app, person) -> str:
    """As another connection sees it."""
    found = []

    def look() -> None:
        with app.app_context():
            found.append(db.session.scalar(select(Person.display_name).where(Person.id == person.id)))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def react(app, within=(), after=()) -> None:
    """What follows from Happened in this application."""
    app.extensions["reactions"] = {**app.extensions["reactions"], Happened: (tuple(within), tuple(after))}


def test_what_follows_after_finds_the_fact_committed(app, cast, ana):
    seen = []
    react(app, after=[lambda event: seen.append((event.person_id, name_in_database(app, ana)))])
    cast.do(rename, ana, "Ana II")
    assert seen == [(ana.id, "Ana II")]


def test_what_follows_within_runs_before_the_commit(app, cast, ana):
    seen = []
    react(app, within=[lambda _: seen.append(db.session.get(Person, ana.id).display_name)])
    cast.do(rename, ana, "Ana II")
    assert seen == ["Ana II"]


def test_a_reaction_within_that_fails_undoes_the_verb_and_nothing_follows(app, cast, ana):
    after = []

    def fail(_event) -> None:
        raise NotAllowed("No.")

    react(app, within=[fail], after=[after.append])
    with pytest.raises(NotAllowed):
        cast.do(rename, ana, "Ana II")
    assert (name_in_database(app, ana), after) == ("Ana Ribeiro", [])


def test_a_verb_that_fails_leaves_nothing_and_nothing_follows(app, cast, ana):
    seen = []
    react(app, within=[seen.append], after=[seen.append])
    with pytest.raises(NotAllowed):
        cast.do(rename, ana, "Ana II", fails=True)
    assert (name_in_database(app, ana), seen) == ("Ana Ribeiro", [])


def test_a_commit_that_fails_is_followed_by_nothing(app, cast, ana, monkeypatch):
    seen = []
    react(app, after=[seen.append])

    def fail() -> None:
        raise RuntimeError("the disk is full")

    with app.app_context():
        monkeypatch.setattr(db.session(), "commit", fail)
        with pytest.raises(RuntimeError):
            rename(db.session.get(Person, ana.id), "Ana II")
    assert (name_in_database(app, ana), seen) == ("Ana Ribeiro", [])


def test_a_reaction_after_that_fails_harms_neither_the_fact_nor_the_others(app, cast, ana, logged):
    seen = []

    def fail(_event) -> None:
        raise RuntimeError("the wire is cut")

    react(app, after=[fail, seen.append])
    cast.do(rename, ana, "Ana II")
    assert name_in_database(app, ana) == "Ana II"
    assert seen == [Happened(ana.id)]
    assert "reaction failed" in logged.text


def test_a_reaction_within_may_tell_more(app, cast, ana):
    seen = []
    react(app, within=[lambda event: tell(Happened(0)) if event.person_id else None], after=[seen.append])
    cast.do(rename, ana, "Ana II")
    assert [event.person_id for event in seen] == [ana.id, 0]


def test_a_verb_within_a_verb_joins_its_transaction(app, cast, ana):
    @transaction
    def both(person) -> None:
        rename(person, "Ana II")
        assert name_in_database(app, ana) == "Ana Ribeiro"
        raise NotAllowed("No.")

    react(app)
    with pytest.raises(NotAllowed):
        cast.do(both, ana)
    assert name_in_database(app, ana) == "Ana Ribeiro"


def test_only_what_is_noted_in_passing_does_not_wait_for_the_disk(app):
    """As the database says it of the connection: of the next transaction, of one in passing, and of one after that."""
    asked = {"sqlite": ("PRAGMA synchronous", 2, 1), "postgresql": ("SHOW synchronous_commit", "on", "off")}

    def says():
        return db.session.scalar(text(asked[db.engine.dialect.name][0]))

    with app.app_context():
        _, waits, passes = asked[db.engine.dialect.name]
        durable, passing = transaction(says), passing_transaction(says)
        assert [durable(), passing(), passing(), durable(), says()] == [waits, passes, passes, waits, waits]
        assert transaction(passing)() == waits  # it joins


def test_outside_a_transaction_nothing_can_be_told():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        tell(Happened(1))


def test_every_event_has_its_reactions():
    from app import REACTIONS  # noqa: PLC0415
    from inbox import events  # noqa: PLC0415

    kinds = {kind for kind in vars(events).values() if isinstance(kind, type) and kind.__module__ == events.__name__}
    assert kinds == set(REACTIONS)


@pytest.fixture
def heard(app, redis_server, cast, bo):
    """A subscriber to Bo's channel: what it heard so far, as a function."""
    subscription = redis_server.client.pubsub(ignore_subscribe_messages=True)
    subscription.subscribe(wire.channel(bo.id), "end")
    while redis_server.client.pubsub_numsub("end")[0][1] == 0:
        pass

    def listen() -> list[dict]:
        redis_server.client.publish("end", "{}")
        return [json.loads(message["data"]) for message in heard_until(subscription, "end", b"{}")]

    yield listen
    subscription.close()


def test_a_message_that_is_committed_wakes_the_other_side_with_ids_alone(cast, ana, bo, heard):
    message = cast.said(ana, bo, "Not a word of this")
    assert heard() == [{"conversation": message.conversation_id}]


def test_a_message_that_is_rolled_back_wakes_nobody(cast, ana, bo, heard):
    @transaction
    def send_and_fail(author, other) -> None:
        messages.send(author, other, "Hello", "key-1")
        raise NotAllowed("No.")

    with pytest.raises(NotAllowed):
        cast.do(send_and_fail, ana, bo)
    assert heard() == []
    assert cast.count(Message) == 0


def test_who_is_woken_finds_the_message(app, cast, ana, bo, monkeypatch):
    found = []
    real = wire.wake
    monkeypatch.setattr(wire, "wake", lambda people, **note: found.append(cast_count(app)) or real(people, **note))
    cast.said(ana, bo, "Hello")
    assert found == [1]


def cast_count(app) -> int:
    """Messages, as another connection sees them."""
    counted = []

    def look() -> None:
        with app.app_context():
            counted.append(db.session.scalar(select(db.func.count()).select_from(Message)))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return counted[0]


def test_with_redis_away_a_message_is_sent_all_the_same(make_app, redis_server, tmp_path):
    from tests.cast import Cast  # noqa: PLC0415

    cast = Cast(make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0"))
    message = cast.said(cast.person("ana"), cast.person("bo"), "Hello")
    assert cast.again(message).body == "Hello"
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(cast.app.config["HALLE"].redis_url).ping()
