"""Releasing: once, at its time, by the rules of then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from inbox import clock
from inbox.errors import Conflict, NotAllowed
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.waiting import REFUSED, RELEASED, WAITING, Waiting
from inbox.services import conversations, messages, people, releases, waiting
from tests.waits import HOUR, START, count_of, held, holding, refusal, scheduled, still  # noqa: F401

SECONDS = timedelta(seconds=10)


@pytest.fixture
def ana(cast):
    """A client who holds her messages for 10 seconds."""
    return holding(cast, cast.person("ana"))


def test_it_is_sent_when_its_time_has_come_and_not_before(cast, ana, bo):
    row = held(cast, ana, bo)
    clock.move(timedelta(seconds=9.999))
    assert cast.do(releases.release, row.id) is None and cast.do(releases.release_due) == 0
    clock.move(timedelta(seconds=0.001))
    assert cast.do(releases.release_due) == 1
    message = cast.rows(select(Message))[0]
    assert (message.body, message.key, message.seq) == ("Hello", "k", 1)
    assert (cast.again(row).state, cast.again(row).message_id, cast.again(row).body) == (RELEASED, message.id, "")
    assert (count_of(cast, ana), cast.again(bo).unread) == ((0, 0), 1)


def test_its_place_and_its_minutes_to_edit_begin_with_the_release(cast, ana, bo):
    held(cast, ana, bo)
    between = cast.said(ana, bo, "Said meanwhile")
    clock.move(HOUR)  # nobody looked for an hour
    cast.do(releases.release_due)
    message = cast.rows(select(Message).where(Message.key == "k"))[0]
    assert (message.seq, between.seq, message.created_at) == (2, 1, START + HOUR)
    clock.move(timedelta(minutes=14))
    assert cast.do(messages.edit, ana, message.id, "Edited", 0).revision == 1


def test_twenty_releasers_at_once_send_it_once(cast, ana, bo):
    rows = [held(cast, ana, bo, f"Text {number}", str(number)) for number in range(5)]
    clock.move(SECONDS)
    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda number: cast.do(releases.release, rows[number % 5].id), range(40)))
    assert sum(message is not None for message in sent) == cast.count(Message) == 5
    assert (count_of(cast, ana), cast.again(bo).unread) == ((0, 0), 1)


def test_what_is_due_is_sent_in_the_order_of_its_time(cast, ana, bo):
    for number in (3, 1, 2):
        scheduled(cast, ana, bo, f"Text {number}", str(number), START + number * HOUR)
    clock.move(4 * HOUR)
    assert cast.do(releases.release_due) == 3
    assert cast.rows(select(Message.body).order_by(Message.seq)) == ["Text 1", "Text 2", "Text 3"]


def test_the_other_side_hears_of_it_as_of_any_message_and_the_author_too(cast, ana, bo, monkeypatch):
    woken = []
    monkeypatch.setattr("inbox.wire.wake", lambda people, **note: woken.append((sorted(people), note)))
    row = held(cast, ana, bo)
    assert woken == [([ana.id], {})]
    clock.move(SECONDS)
    message = cast.do(releases.release, row.id)
    assert (sorted((ana.id, bo.id)), {"conversation": message.conversation_id}) in woken
    assert sum(bo.id in people for people, _ in woken) == 1


def test_one_may_be_sent_now_and_only_once(cast, ana, bo):
    row = scheduled(cast, ana, bo)
    first = cast.do(releases.release_now, ana, row.id)
    assert cast.do(releases.release_now, ana, row.id).id == first.id
    clock.move(2 * HOUR)
    assert cast.do(releases.release_due) == 0
    assert cast.count(Message) == 1 and first.created_at == START


def test_who_may_not_write_any_more_keeps_it_with_the_reason_in_their_language(cast, bo, chloe):
    cast.do(people.change_settings, bo, "fr", "UTC", "line", "on", "0")
    row = scheduled(cast, bo, chloe)
    with cast.app.app_context():
        db.session.execute(
            db.update(type(chloe)).where(type(chloe).id == chloe.id).values(role_freelancer=False, role_client=True)
        )
        db.session.commit()
    clock.move(HOUR)
    assert cast.do(releases.release_due) == 0
    kept = cast.again(row)
    assert (kept.state, kept.body, cast.count(Message), cast.count(Conversation)) == (REFUSED, "Later", 0, 0)
    assert "Chloé Martin" in kept.refusal and "Vous" in kept.refusal
    assert count_of(cast, bo) == (1, 1)
    assert cast.do(releases.release_due) == 0  # nothing tries again by itself
    refusal(cast, NotAllowed, releases.release_now, bo, row.id)
    assert cast.again(row).state == REFUSED
    cast.said(chloe, bo, "Write to me")
    assert cast.do(releases.release_now, bo, row.id).body == "Later"
    assert count_of(cast, bo) == (0, 0)


def test_one_that_was_refused_can_be_put_off_again(cast, bo, chloe):
    row = scheduled(cast, bo, chloe)
    with cast.app.app_context():
        db.session.execute(db.update(Waiting).values(state=REFUSED, refusal="No"))
        db.session.commit()
    cast.do(waiting.change, bo, row.id, "Again", START + 2 * HOUR, 0)
    assert (cast.again(row).state, cast.again(row).refusal) == (WAITING, "")
    clock.move(2 * HOUR)
    assert cast.do(releases.release_due) == 1


def test_a_stranger_who_tries_to_send_it_now_does_not_mark_it_as_refused(cast, ana, bo, chloe):
    row = scheduled(cast, ana, bo)
    refusal(cast, NotAllowed, releases.release_now, chloe, row.id)
    cast.do(waiting.cancel, ana, row.id)
    refusal(cast, Conflict, releases.release_now, ana, row.id)
    assert cast.again(row).refusal == ""


def test_a_clock_that_was_set_back_holds_nothing_for_longer(cast, ana, bo):
    held(cast, ana, bo, "Held")
    scheduled(cast, ana, bo, "Scheduled", "s")
    clock.move(-2 * HOUR)
    assert cast.do(releases.release_due) == 1
    assert cast.rows(select(Message.body)) == ["Held"]
    clock.move(3 * HOUR)
    assert cast.do(releases.release_due) == 1


@pytest.mark.parametrize("jump", [timedelta(minutes=15), timedelta(days=731), timedelta(days=1096)])
def test_a_clock_that_jumps_ahead_sends_each_once(cast, ana, bo, jump):
    held(cast, ana, bo), scheduled(cast, ana, bo, key="s", at=START + timedelta(minutes=15))
    clock.move(jump)
    assert (cast.do(releases.release_due), cast.do(releases.release_due)) == (2, 0)
    clock.move(-jump)
    assert cast.do(releases.release_due) == 0
    assert cast.count(Message) == 2


@pytest.mark.parametrize("moment", ["before_commit", "before_flush"])
def test_who_dies_in_the_middle_has_sent_nothing_and_the_next_one_does(cast, ana, bo, moment):
    row = held(cast, ana, bo)
    clock.move(SECONDS)

    def die(*_):
        raise KeyboardInterrupt

    event.listen(db.session, moment, die)
    try:
        with pytest.raises(KeyboardInterrupt):
            cast.do(releases.release, row.id)
    finally:
        event.remove(db.session, moment, die)
    assert (cast.count(Message), cast.count(Conversation), cast.again(row).state) == (0, 0, WAITING)
    assert cast.do(releases.release_due) == 1
    assert cast.count(Message) == 1


def test_one_that_fails_holds_up_no_other(cast, ana, bo, chloe, monkeypatch):
    held(cast, ana, bo, "Broken", "1"), held(cast, ana, chloe, "Whole", "2")
    clock.move(SECONDS)
    whole = messages.send

    def send(author, other, body, *more, **named):
        if body == "Broken":
            raise RuntimeError("as it happens")
        return whole(author, other, body, *more, **named)

    monkeypatch.setattr(messages, "send", send)
    assert cast.do(releases.release_due) == 1
    assert cast.rows(select(Message.body)) == ["Whole"]
    monkeypatch.undo()
    assert cast.do(releases.release_due) == 1


def test_reading_goes_on_while_it_waits_and_sees_nothing(cast, ana, bo):
    first = cast.said(bo, cast.person("chloe"), "x")
    assert first.seq == 1
    cast.said(ana, bo, "First")
    held(cast, ana, bo, "Unseen")
    part = cast.rows(select(Conversation).where(Conversation.low_id == min(ana.id, bo.id)))[0]
    assert part.seq == 1
    assert cast.do(conversations.read, bo, part.id, 99) is True
    clock.move(SECONDS)
    cast.do(releases.release_due)
    assert cast.again(bo).unread == 1  # what came afterwards was not read before
