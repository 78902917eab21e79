"""Editing and deleting: who, until when, and what stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.models.message import Message, MessageVersion
from inbox.services import conversations, messages
from tests.services.test_messages import refusal

START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)
INSIDE, OUTSIDE = [1, 300, 450, 600, 899.9], [900, 900.1, 86_400]


@pytest.fixture
def message(cast, ana, bo):
    """Sent by Ana to Bo at START."""
    clock.freeze(START)
    return cast.said(ana, bo, "Hello")


def versions(cast, message) -> list[str]:
    """The texts that it had before, oldest first."""
    found = select(MessageVersion.body).where(MessageVersion.message_id == message.id)
    return cast.rows(found.order_by(MessageVersion.revision))


def change(cast, verb: str, editor, message, body: str = "Changed", revision: int = 0):
    """Edits or deletes it."""
    if verb == "edit":
        return cast.do(messages.edit, editor, message.id, body, revision)
    return cast.do(messages.delete, editor, message.id)


@pytest.mark.parametrize("verb", ["edit", "delete"])
@pytest.mark.parametrize("seconds", INSIDE)
def test_within_15_minutes_its_author_may_change_it(cast, ana, message, verb, seconds):
    clock.freeze(START + timedelta(seconds=seconds))
    changed = change(cast, verb, ana, message)
    assert (changed.edited_at or changed.deleted_at) == START + timedelta(seconds=seconds)


@pytest.mark.parametrize("verb", ["edit", "delete"])
@pytest.mark.parametrize("seconds", OUTSIDE)
def test_after_15_minutes_nobody_may_change_it(cast, ana, message, verb, seconds):
    clock.freeze(START + timedelta(seconds=seconds))
    with pytest.raises(NotAllowed, match="The 15 minutes to edit or delete are over"):
        change(cast, verb, ana, message)
    stored = cast.again(message)
    assert (stored.body, stored.revision, stored.deleted_at) == ("Hello", 0, None)


def test_the_minutes_are_a_setting(make_app):
    from tests.cast import Cast  # noqa: PLC0415

    cast = Cast(make_app(HALLE_EDIT_MINUTES="1"))
    ana, bo = cast.person("ana"), cast.person("bo")
    clock.freeze(START)
    message = cast.said(ana, bo, "Hello")
    clock.freeze(START + timedelta(seconds=60))
    with pytest.raises(NotAllowed, match="The 1 minutes"):
        change(cast, "edit", ana, message)


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_the_decision_is_taken_under_the_lock_not_when_the_request_came(cast, ana, message, verb, monkeypatch):
    clock.freeze(START + timedelta(seconds=899.9))
    lock = conversations.locked

    def slow_lock(found):
        got = lock(found)
        clock.move(timedelta(seconds=0.2))  # as long as it took to get the lock
        return got

    monkeypatch.setattr(conversations, "locked", slow_lock)
    with pytest.raises(NotAllowed):
        change(cast, verb, ana, message)
    assert cast.again(message).body == "Hello"


def test_a_hundred_edits_neither_move_the_window_nor_lose_a_version(cast, ana, message):
    for number in range(100):
        clock.freeze(START + timedelta(seconds=number * 8.9))
        change(cast, "edit", ana, message, f"Text {number}", number)
    assert versions(cast, message) == ["Hello", *(f"Text {number}" for number in range(99))]
    assert cast.again(message).open_until(15) == START + timedelta(minutes=15)
    clock.freeze(START + timedelta(seconds=900))
    with pytest.raises(NotAllowed):
        change(cast, "edit", ana, message, "Too late", 100)


@pytest.mark.parametrize("verb", ["edit", "delete"])
@pytest.mark.parametrize("name", ["bo", "chloe", "mod"])
def test_nobody_but_its_author_changes_it(cast, message, verb, name):
    with pytest.raises(NotAllowed, match="Only its author"):
        change(cast, verb, cast.person(name), message)
    assert cast.again(message).body == "Hello"


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_a_message_that_is_not_there_cannot_be_changed(cast, ana, message, verb):
    with pytest.raises(NotAllowed):
        change(cast, verb, ana, Message(id=999))


@pytest.mark.parametrize("kind", ["offer", "call", "system"])
@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_only_text_can_be_changed(cast, app, ana, message, verb, kind):
    from inbox.extensions import db  # noqa: PLC0415

    with app.app_context():
        db.session.get(Message, message.id).kind = kind
        db.session.commit()
    with pytest.raises(NotAllowed):
        change(cast, verb, ana, message)


def test_an_edit_of_what_changed_meanwhile_is_a_conflict_and_overwrites_nothing(cast, ana, message):
    change(cast, "edit", ana, message, "First tab", 0)
    refused = refusal(cast, Conflict, messages.edit, ana, message.id, "Second tab", 0)
    assert str(refused.sentence) == "This message was changed meanwhile."
    assert (cast.again(message).body, versions(cast, message)) == ("First tab", ["Hello"])


def test_saving_the_text_that_is_there_changes_nothing(cast, ana, message):
    saved = change(cast, "edit", ana, message, "Hello", 0)
    assert (saved.revision, saved.edited_at, saved.changed_seq) == (0, None, 1)
    assert versions(cast, message) == []


@pytest.mark.parametrize("body", ["", "\u3164", "x" * 5001, "a\0", "\ud800"])
def test_an_edit_obeys_the_rules_of_sending(cast, ana, message, body):
    assert set(refusal(cast, Invalid, messages.edit, ana, message.id, body, 0).errors) == {"body"}
    assert cast.again(message).body == "Hello"


def test_versions_say_when_each_was_written(cast, ana, message):
    for revision, seconds in enumerate((10, 20)):
        clock.freeze(START + timedelta(seconds=seconds))
        change(cast, "edit", ana, message, f"At {seconds}", revision)
    found = cast.rows(select(MessageVersion.written_at).order_by(MessageVersion.revision))
    assert found == [START, START + timedelta(seconds=10)]


def test_a_deletion_leaves_no_trace_of_any_text_and_says_who(cast, ana, bo, message):
    change(cast, "edit", ana, message, "Secret", 0)
    deleted = cast.again(change(cast, "delete", ana, message))
    assert (deleted.body, deleted.deleted_by_id, deleted.deleted_at) == ("", ana.id, START)
    assert versions(cast, message) == []
    assert [(part.last_excerpt, part.last_deleted) for part in (cast.part(ana, message), cast.part(bo, message))] == [
        ("", True),
        ("", True),
    ]


def test_deleting_twice_is_deleting_once_even_when_the_time_is_over(cast, ana, message):
    first = change(cast, "delete", ana, message)
    clock.freeze(START + timedelta(hours=1))
    assert change(cast, "delete", ana, message).changed_seq == first.changed_seq
    assert cast.again(message).deleted_at == START


def test_what_was_deleted_cannot_be_edited(cast, ana, message):
    change(cast, "delete", ana, message)
    with pytest.raises(NotAllowed, match="This message was deleted"):
        change(cast, "edit", ana, message)


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_a_change_stamps_the_message_and_those_that_quote_it_and_no_other(cast, ana, bo, message, verb):
    quoting, other = cast.said(bo, ana, "Yes?", reply_to=message.id), cast.said(bo, ana, "Well")
    change(cast, verb, ana, message)
    stamps = [cast.again(m).changed_seq for m in (message, quoting, other)]
    assert stamps == [4, 4, 3]


def test_the_list_shows_an_edit_of_the_last_message_and_of_no_other(cast, ana, bo, message):
    last = cast.said(ana, bo, "Last")
    change(cast, "edit", ana, message, "First, edited")
    assert cast.part(bo, last).last_excerpt == "Last"
    change(cast, "edit", ana, last, "Last, edited")
    assert [cast.part(person, last).last_excerpt for person in (ana, bo)] == ["Last, edited"] * 2
