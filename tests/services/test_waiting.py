"""Holding, scheduling, changing and taking back: what is stored, what is refused, and that nobody else notices."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.config import settings
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.participation import Participation
from inbox.models.waiting import CANCELLED, HELD, SCHEDULED, WAITING, Waiting
from inbox.services import messages, people, releases, waiting
from tests.waits import HOUR, START, count_of, holding, refusal, scheduled, still  # noqa: F401


@pytest.fixture
def ana(cast):
    """A client who holds her messages for 10 seconds."""
    return holding(cast, cast.person("ana"))


def test_who_holds_nothing_sends_at_once(cast, bo, chloe):
    assert isinstance(cast.do(waiting.send, bo, chloe, "Hello", "k"), Message)
    assert cast.count(Waiting) == 0


def test_a_held_message_has_no_place_in_the_conversation(cast, ana, bo):
    held = cast.do(waiting.send, ana, bo, "Hello\r\nBo", "k")
    assert (held.kind, held.state, held.body, held.due_at) == (
        HELD,
        WAITING,
        "Hello\nBo",
        START + timedelta(seconds=10),
    )
    assert cast.count(Message) == cast.count(Conversation) == cast.count(Participation) == 0
    assert count_of(cast, ana) == (1, 1)


@pytest.mark.parametrize("hold", ["1", "-5", "x", "", "5.0", "５", "600"])
def test_nobody_holds_for_any_other_time(cast, ana, hold):
    refused = refusal(cast, Invalid, people.change_settings, ana, "en", "UTC", "line", "on", hold)
    assert set(refused.errors) == {"hold"}
    assert cast.again(ana).hold_seconds == 10


def test_the_same_form_is_held_once(cast, ana, bo):
    ids = {cast.do(waiting.send, ana, bo, "Hello", "k").id for _ in range(3)}
    assert len(ids) == cast.count(Waiting) == 1
    assert count_of(cast, ana) == (1, 1)


def test_twenty_parallel_holds_of_one_form_are_one(cast, ana, bo):
    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(lambda _: cast.do(waiting.send, ana, bo, "Hello", "k").id, range(20)))
    assert len(ids) == cast.count(Waiting) == 1
    assert count_of(cast, ana) == (1, 1)


def test_the_same_form_with_another_text_is_a_conflict(cast, ana, bo):
    cast.do(waiting.send, ana, bo, "Hello", "k")
    refusal(cast, Conflict, waiting.send, ana, bo, "Good-bye", "k")
    assert cast.count(Waiting) == 1


def test_a_form_that_comes_again_after_the_release_finds_the_message(cast, ana, bo):
    held = cast.do(waiting.send, ana, bo, "Hello", "k")
    clock.move(timedelta(seconds=10))
    sent = cast.do(releases.release, held.id)
    assert cast.do(waiting.send, ana, bo, "Hello", "k").id == sent.id
    assert cast.count(Message) == cast.count(Waiting) == 1


def test_a_form_that_was_sent_at_once_and_comes_again_is_not_held(cast, ana, bo):
    sent = cast.said(ana, bo, "Hello", "k")
    assert cast.do(waiting.send, ana, bo, "Hello", "k").id == sent.id
    assert cast.count(Waiting) == 0


def test_a_form_that_comes_again_after_it_was_taken_back_sends_nothing(cast, ana, bo):
    cast.do(waiting.cancel, ana, cast.do(waiting.send, ana, bo, "Hello", "k").id)
    refused = refusal(cast, Conflict, waiting.send, ana, bo, "Hello", "k")
    assert "was taken back" in str(refused.sentence)
    cast.do(people.change_settings, ana, "en", "UTC", "line", "on", "0")  # not even from who holds nothing by now
    refusal(cast, Conflict, waiting.send, ana, bo, "Hello", "k")
    assert cast.count(Message) == 0


@pytest.mark.parametrize("body", ["", " \n", "é" * 5001, "a\0b"])
def test_a_text_that_cannot_be_sent_is_not_held(cast, ana, bo, body):
    assert set(refusal(cast, Invalid, waiting.send, ana, bo, body, "k").errors) == {"body"}
    assert cast.count(Waiting) == 0 and count_of(cast, ana) == (0, 0)


@pytest.mark.parametrize("key", ["", "k" * 65, "k\0"])
def test_a_key_that_no_form_of_ours_has_holds_nothing(cast, ana, bo, key):
    assert set(refusal(cast, Invalid, waiting.send, ana, bo, "Hello", key).errors) == {"key"}


def test_what_may_not_be_sent_is_not_held_either(cast, ana, bo):
    cast.do(people.change_settings, bo, "en", "UTC", "line", "on", "5")
    refused = refusal(cast, NotAllowed, waiting.send, bo, ana, "Hire me", "k")
    assert "once Ana Ribeiro has written to you" in str(refused.sentence)
    refusal(cast, NotAllowed, waiting.schedule, bo, ana, "Hire me", "k", START + HOUR)
    refusal(cast, NotAllowed, waiting.send, ana, ana, "Hello me", "k")
    assert cast.count(Waiting) == 0


def test_a_message_of_another_conversation_cannot_be_answered_later(cast, ana, bo, chloe):
    foreign = cast.said(chloe, bo, "Between us")
    assert set(refusal(cast, Invalid, waiting.send, ana, bo, "Aha", "k", foreign.id).errors) == {"reply_to"}


def test_a_scheduled_message_waits_also_when_its_author_holds_nothing(cast, bo, chloe):
    row = scheduled(cast, bo, chloe)
    assert (row.kind, row.due_at, row.body) == (SCHEDULED, START + HOUR, "Later")
    assert cast.count(Message) == 0 and count_of(cast, bo) == (1, 1)


@pytest.mark.parametrize(
    ("at", "words"),
    [(START, "is over"), (START - HOUR, "is over"), (START + timedelta(days=365, minutes=1), "365 days"),
     (datetime(2200, 1, 1, tzinfo=UTC), "365 days"), (datetime(1970, 1, 1, tzinfo=UTC), "is over")],
)  # fmt: skip
def test_a_time_that_is_over_or_too_far_away_is_refused(cast, ana, bo, at, words):
    refused = refusal(cast, Invalid, waiting.schedule, ana, bo, "Later", "k", at)
    assert words in str(refused.errors["when"])
    assert cast.count(Waiting) == 0


def test_the_last_minute_of_the_year_ahead_is_possible(cast, ana, bo):
    assert scheduled(cast, ana, bo, at=START + timedelta(days=365)).id


def test_a_text_and_a_time_that_are_wrong_are_both_named(cast, ana, bo):
    assert set(refusal(cast, Invalid, waiting.schedule, ana, bo, " ", "k", START).errors) == {"body", "when"}


def test_a_form_that_schedules_twice_schedules_once_also_after_its_time(cast, ana, bo):
    row = scheduled(cast, ana, bo)
    assert scheduled(cast, ana, bo).id == row.id
    clock.move(2 * HOUR)
    cast.do(releases.release_due)
    again = scheduled(cast, ana, bo)
    assert (again.id, cast.count(Message), cast.count(Waiting)) == (row.id, 1, 1)


def test_a_form_that_was_sent_cannot_be_scheduled_too(cast, bo, chloe):
    cast.do(waiting.send, bo, chloe, "Hello", "k")
    refusal(cast, Conflict, waiting.schedule, bo, chloe, "Hello", "k", START + HOUR)
    assert cast.count(Waiting) == 0


def test_a_hundred_can_wait_and_no_more_be_scheduled(cast, ana, bo):
    with cast.app.app_context():
        most = settings().waiting_max
    for number in range(most):
        scheduled(cast, ana, bo, key=str(number))
    refused = refusal(cast, NotAllowed, waiting.schedule, ana, bo, "Later", "k", START + HOUR)
    assert "100 messages waiting" in str(refused.sentence)
    assert cast.do(waiting.send, ana, bo, "Hello", "held").kind == HELD  # sending goes on


def test_text_and_time_can_be_changed_until_it_is_sent(cast, ana, bo):
    row = scheduled(cast, ana, bo)
    changed = cast.do(waiting.change, ana, row.id, "Much later", START + 2 * HOUR, 0)
    assert (changed.body, changed.due_at, changed.revision) == ("Much later", START + 2 * HOUR, 1)
    clock.move(HOUR)
    assert cast.do(releases.release_due) == 0
    clock.move(HOUR)
    assert cast.do(releases.release_due) == 1
    assert cast.rows(select(Message.body)) == ["Much later"]
    refused = refusal(cast, Conflict, waiting.change, ana, row.id, "Too late", START + 9 * HOUR, 1)
    assert "was sent meanwhile" in str(refused.sentence)


def test_two_tabs_that_change_it_do_not_overwrite_each_other(cast, ana, bo):
    row = scheduled(cast, ana, bo)
    cast.do(waiting.change, ana, row.id, "One", START + HOUR, 0)
    refusal(cast, Conflict, waiting.change, ana, row.id, "Two", START + HOUR, 0)
    assert cast.again(row).body == "One"


def test_a_change_that_is_refused_changes_nothing(cast, ana, bo):
    row = scheduled(cast, ana, bo)
    refusal(cast, Invalid, waiting.change, ana, row.id, " ", START + 2 * HOUR, 0)
    refusal(cast, Invalid, waiting.change, ana, row.id, "Other", START, 0)
    assert (cast.again(row).body, cast.again(row).due_at, cast.again(row).revision) == ("Later", START + HOUR, 0)


def test_what_is_held_for_seconds_is_undone_and_not_changed(cast, ana, bo):
    held = cast.do(waiting.send, ana, bo, "Hello", "k")
    refusal(cast, NotAllowed, waiting.change, ana, held.id, "Other", START + HOUR, 0)


def test_what_was_taken_back_is_never_sent_and_its_text_can_be_put_back(cast, ana, bo):
    held = cast.do(waiting.send, ana, bo, "Hello", "k")
    for _ in range(2):
        row = cast.do(waiting.cancel, ana, held.id)
        assert (row.state, row.body) == (CANCELLED, "Hello")
    assert count_of(cast, ana) == (0, 0)
    clock.move(HOUR)
    assert cast.do(releases.release_due) == 0
    assert cast.do(releases.release, held.id) is None
    refusal(cast, Conflict, releases.release_now, ana, held.id)
    refusal(cast, Conflict, waiting.change, ana, held.id, "Other", START + 3 * HOUR, 0)
    assert cast.count(Message) == 0


def test_what_was_sent_cannot_be_taken_back(cast, ana, bo):
    held = cast.do(waiting.send, ana, bo, "Hello", "k")
    clock.move(timedelta(seconds=10))
    cast.do(releases.release_due)
    assert "Too late" in str(refusal(cast, Conflict, waiting.cancel, ana, held.id).sentence)
    assert cast.count(Message) == 1


@pytest.mark.parametrize("verb", [waiting.cancel, releases.release_now])
@pytest.mark.parametrize("who", ["bo", "chloe"])
def test_nobody_else_can_touch_it_not_even_whom_it_is_for(cast, ana, bo, verb, who):
    row = scheduled(cast, ana, bo)
    refusal(cast, NotAllowed, verb, cast.person(who), row.id)
    refusal(cast, NotAllowed, waiting.change, cast.person(who), row.id, "Mine", START + 2 * HOUR, 0)
    assert (cast.again(row).state, cast.again(row).revision, cast.count(Message)) == (WAITING, 0, 0)


def test_another_time_zone_moves_no_moment(cast, ana, bo):
    row = scheduled(cast, ana, bo)
    cast.do(people.change_settings, ana, "en", "Asia/Tokyo", "line", "on", "10")
    assert cast.again(row).due_at == START + HOUR


def test_days_after_its_end_it_is_forgotten_and_what_waits_is_not(cast, ana, bo):
    cancelled = cast.do(waiting.send, ana, bo, "Secret", "1")
    cast.do(waiting.cancel, ana, cancelled.id)
    row = scheduled(cast, ana, bo, key="2", at=START + timedelta(days=30))
    clock.move(timedelta(days=6, hours=23))
    assert cast.do(waiting.forget_old) == 0
    clock.move(2 * HOUR)
    assert cast.do(waiting.forget_old) == 1
    assert [each.id for each in cast.rows(select(Waiting))] == [row.id]


def test_the_message_that_was_deleted_meanwhile_is_still_answered(cast, ana, bo):
    question = cast.said(bo, cast.person("chloe"), "x")  # another conversation, to have other numbers
    first = cast.said(ana, bo, "First")
    row = scheduled(cast, ana, bo, reply_to=first.id)
    cast.do(messages.delete, ana, first.id)
    clock.move(HOUR)
    assert cast.do(releases.release_due) == 1
    sent = cast.rows(select(Message).where(Message.key == row.key))[0]
    assert (sent.reply_to_id, cast.again(first).body) == (first.id, "")
    assert question.id != first.id
