"""The messaging limit: so many new people within an hour, then a wait; contacts are always free."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import NotAllowed, TooMany
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.offence import Offence
from inbox.models.waiting import REFUSED
from inbox.services import blocks, clearings, limits, messages, people, releases, standings, waiting
from tests.cast import Cast

MOST = 3
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
REACHED = "Message limit reached. You can write to new people again in 60 min."


@pytest.fixture
def app(make_app):
    """The application, in which somebody may write to three new people within an hour."""
    return make_app(HALLE_LIMIT_PEOPLE=str(MOST))


@pytest.fixture(autouse=True)
def _time_stands_still():
    clock.freeze(clock.now())


def freelancer(cast: Cast, number: int):
    """One of many to write to."""
    return cast.person(f"f{number}", roles=("role_freelancer",))


def at_the_limit(cast: Cast, person) -> None:
    """That person has just written to as many new people as they may."""
    for number in range(MOST):
        cast.said(person, freelancer(cast, number), "Hello")


def waits(cast: Cast, person) -> None:
    """That person has tried one more."""
    at_the_limit(cast, person)
    with pytest.raises(TooMany):
        cast.said(person, freelancer(cast, MOST), "Hello")


def offences(cast: Cast) -> list[tuple]:
    """When each was, and until when its wait went on."""
    return [(each.at, each.until) for each in cast.rows(select(Offence).order_by(Offence.id))]


def test_one_more_than_the_limit_is_refused_with_the_minutes_and_nothing_of_it_stays(cast, ana):
    at_the_limit(cast, ana)
    with pytest.raises(TooMany) as caught:
        cast.said(ana, freelancer(cast, MOST), "Hello")
    assert (str(caught.value), caught.value.seconds, caught.value.status) == (REACHED, 3600, 429)
    assert cast.count(Message) == cast.count(Conversation) == MOST
    assert cast.again(ana).limited_until == clock.now() + HOUR
    assert offences(cast) == [(clock.now(), clock.now() + HOUR)]


@pytest.mark.parametrize(("after", "left"), [(HOUR - timedelta(microseconds=1), 0), (HOUR, 1)])
def test_the_hour_is_that_before_each_try_to_the_microsecond(cast, ana, after, left):
    start = clock.now()
    for number in range(MOST):
        cast.said(ana, freelancer(cast, number), "Hello")
        clock.move(HOUR / 4)
    clock.freeze(start + after)
    assert cast.do(limits.notice, ana, None).left == left
    if left:
        cast.said(ana, freelancer(cast, MOST), "Hello")
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST + 1), "Hello")


def test_during_the_wait_contacts_are_written_to_and_nobody_else(cast, ana, bo, chloe):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    clock.move(2 * HOUR)
    waits(cast, ana)
    cast.said(ana, bo, "A contact")
    for other in (freelancer(cast, 0), chloe):  # one who has not answered, and one who never heard of her
        with pytest.raises(TooMany):
            cast.said(ana, other, "Hello?")
    cast.said(freelancer(cast, 0), ana, "I was asleep")
    cast.said(ana, freelancer(cast, 0), "Now a contact")
    cast.said(cast.person("eve"), ana, "Anybody may still write to her")
    cast.said(ana, cast.person("eve"), "And is a contact then")
    assert len(offences(cast)) == 1  # a try during the wait is none


def test_a_message_that_was_taken_back_made_a_contact_all_the_same(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    answer = cast.said(bo, ana, "Hello, Ana")
    cast.do(messages.delete, bo, answer.id)
    waits_with_one_less(cast, ana)
    cast.said(ana, bo, "Still a contact")


def waits_with_one_less(cast: Cast, person) -> None:
    """As `waits`, of somebody who has written to a new person already."""
    for number in range(MOST - 1):
        cast.said(person, freelancer(cast, number), "Hello")
    with pytest.raises(TooMany):
        cast.said(person, freelancer(cast, MOST), "Hello")


def test_after_the_wait_there_is_room_again(cast, ana):
    waits(cast, ana)
    clock.move(HOUR - SECOND)
    with pytest.raises(TooMany) as caught:
        cast.said(ana, freelancer(cast, MOST), "Hello")
    assert (caught.value.seconds, "in 1 min" in str(caught.value)) == (1, True)
    clock.move(SECOND)
    for number in range(MOST, 2 * MOST):
        cast.said(ana, freelancer(cast, number), "Hello")


def test_neither_deleting_nor_blocking_nor_a_new_name_gives_room(cast, ana):
    at_the_limit(cast, ana)
    first = freelancer(cast, 0)
    said = cast.rows(select(Message).order_by(Message.id))
    cast.do(messages.delete, ana, said[0].id)
    cast.do(clearings.clear, first, {said[0].conversation_id: None})
    cast.do(blocks.block, first, ana), cast.do(blocks.block, ana, freelancer(cast, 1))
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST), "Hello")


def test_who_may_not_be_written_to_anyway_costs_nothing(cast, ana, bo):
    at_the_limit(cast, bo_as_client := cast.person("eve"))
    cast.do(blocks.block, freelancer(cast, 5), bo_as_client)
    for other in (freelancer(cast, 5), bo_as_client):
        with pytest.raises(NotAllowed):
            cast.said(bo_as_client, other, "Hello")
    with pytest.raises(NotAllowed):
        cast.said(bo, ana, "A freelancer does not begin")
    assert offences(cast) == []


def test_the_same_form_again_is_no_try(cast, ana, bo):
    for number in range(MOST - 1):
        cast.said(ana, freelancer(cast, number), "Hello")
    first = cast.said(ana, bo, "Hello", "key")
    for _ in range(3):
        assert cast.said(ana, bo, "Hello", "key").id == first.id
    assert offences(cast) == []


def test_a_change_of_a_message_is_no_way_around(cast, ana, bo):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    to_contact = cast.said(ana, bo, "Yes")
    at_the_limit_but_one(cast, ana)
    to_stranger = cast.rows(select(Message).where(Message.author_id == ana.id).order_by(Message.id.desc()))[0]
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST), "Hello")
    with pytest.raises(TooMany):
        cast.do(messages.edit, ana, to_stranger.id, "Buy here", 0)
    assert cast.again(to_stranger).body == "Hello"
    cast.do(messages.edit, ana, to_contact.id, "Yes, please", 0)


def at_the_limit_but_one(cast: Cast, person) -> None:
    for number in range(MOST - 1):
        cast.said(person, freelancer(cast, number), "Hello")


def test_what_waits_is_asked_when_it_is_released_and_kept_with_the_reason(cast, ana, bo):
    later = [
        cast.do(waiting.schedule, ana, freelancer(cast, number), "Later", "k", clock.now() + HOUR)
        for number in range(MOST + 2)
    ]
    clock.move(HOUR)
    assert cast.do(releases.release_due) == MOST
    kept = [cast.again(row) for row in later][MOST:]
    reason = "The message limit was reached: this can be sent once the wait is over."
    assert [(row.state, row.refusal, row.body) for row in kept] == [(REFUSED, reason, "Later")] * 2
    assert len(offences(cast)) == 1
    clock.move(HOUR)
    cast.do(releases.release_now, ana, kept[0].id)


def test_one_that_would_be_held_is_refused_at_once(cast, ana):
    cast.do(people.change_settings, ana, "en", "UTC", "line", "on", "10")
    for number in range(MOST):
        cast.do(waiting.send, ana, freelancer(cast, number), "Hello", "k")
    clock.move(11 * SECOND)
    assert cast.do(releases.release_due) == MOST
    for other in (freelancer(cast, MOST), freelancer(cast, 0)):
        with pytest.raises(TooMany):
            cast.do(waiting.send, ana, other, "Hello", "k2")
    assert len(offences(cast)) == 1


def test_a_clock_that_is_set_back_gives_no_room(cast, ana):
    waits(cast, ana)
    clock.move(-2 * HOUR)
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST), "Hello")
    clock.move(2 * HOUR + HOUR - SECOND)
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST), "Hello")
    clock.move(SECOND)
    cast.said(ana, freelancer(cast, MOST), "Hello")


def test_openings_whose_time_has_not_come_yet_count(cast, ana):
    at_the_limit(cast, ana)
    clock.move(-2 * HOUR)
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST), "Hello")


def test_what_is_left_is_told_before_a_conversation_is_opened(cast, ana, bo):
    def told(person, conversation=None):
        return cast.do(limits.notice, cast.again(person), conversation)

    assert (told(ana).left, told(ana).most, told(ana).until) == (MOST, MOST, None)
    message = cast.said(ana, bo, "Hello")
    clock.move(HOUR / 2)
    at_the_limit_but_one(cast, ana)
    full = told(ana)
    assert (full.left, full.next_at) == (0, clock.now() + HOUR / 2)
    opened = cast.row(Conversation, message.conversation_id)
    assert told(ana, opened) is None  # it is open: nothing is counted there
    with pytest.raises(TooMany):
        cast.said(ana, freelancer(cast, MOST), "Hello")
    clock.move(10 * SECOND)
    for place in (None, opened):
        waits_now = told(ana, place)
        assert (waits_now.until, waits_now.minutes, waits_now.offences) == (clock.now() + HOUR - 10 * SECOND, 60, 1)
    cast.said(bo, ana, "Hello, Ana")
    assert told(ana, cast.again(opened)) is None
    assert told(bo, cast.again(opened)) is None


def test_who_is_suspended_writes_to_nobody_and_nobody_to_them(cast, ana, bo):
    sent = cast.said(ana, bo, "Hello")
    cast.said(bo, ana, "Hello, Ana")
    row = cast.do(waiting.schedule, ana, bo, "Later", "k", clock.now() + SECOND)
    cast.do(standings.suspend, None, ana, "spam")
    clock.move(SECOND)
    assert cast.do(releases.release_due) == 0 and cast.again(row).state == REFUSED
    told = "Your account is suspended. You can read what you have, and write to nobody."
    for verb, *args in (
        (messages.send, ana, bo, "Hello", "k2"), (messages.send, ana, cast.person("dev"), "Hello", "k2"),
        (messages.edit, ana, sent.id, "Buy", 0), (waiting.schedule, ana, bo, "Hello", "k3", clock.now() + HOUR),
        (releases.release_now, ana, row.id),
    ):  # fmt: skip
        with pytest.raises(NotAllowed) as caught:
            cast.do(verb, *args)
        assert str(caught.value) == told
    for author, other in ((bo, ana), (cast.person("eve"), ana)):
        with pytest.raises(NotAllowed):
            cast.said(author, other, "Hello")
    cast.do(standings.lift, None, ana)
    cast.said(ana, bo, "Hello again"), cast.said(bo, ana, "Hello again")
