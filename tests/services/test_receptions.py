"""Receptions: what answers a new client's first message, how often, and what it counts for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import NotAllowed
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.reception import Reception, Way
from inbox.services import (
    actions,
    auto_replies,
    availability,
    blocks,
    clearings,
    messages,
    receptions,
    responses,
    standings,
)
from inbox.services.receptions import Standing, way_of
from tests.cast import Cast
from tests.services.test_availability import said

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DATABASES = ["here", pytest.param("postgresql", marks=pytest.mark.postgres)]
REPLY = "Hello, I answer within an hour."


@pytest.fixture(autouse=True)
def _noon():
    clock.freeze(NOON)


# Written by hand: what stands between the two, and what answers a first message.
#  barred answered away assistant auto-reply   what answers
TABLE = """
   yes    yes      yes  yes       yes          nothing
   yes    yes      yes  yes       no           nothing
   yes    yes      yes  no        yes          nothing
   yes    yes      yes  no        no           nothing
   yes    yes      no   yes       yes          nothing
   yes    yes      no   yes       no           nothing
   yes    yes      no   no        yes          nothing
   yes    yes      no   no        no           nothing
   yes    no       yes  yes       yes          nothing
   yes    no       yes  yes       no           nothing
   yes    no       yes  no        yes          nothing
   yes    no       yes  no        no           nothing
   yes    no       no   yes       yes          nothing
   yes    no       no   yes       no           nothing
   yes    no       no   no        yes          nothing
   yes    no       no   no        no           nothing
   no     yes      yes  yes       yes          nothing
   no     yes      yes  yes       no           nothing
   no     yes      yes  no        yes          nothing
   no     yes      yes  no        no           nothing
   no     yes      no   yes       yes          nothing
   no     yes      no   yes       no           nothing
   no     yes      no   no        yes          nothing
   no     yes      no   no        no           nothing
   no     no       yes  yes       yes          away
   no     no       yes  yes       no           away
   no     no       yes  no        yes          away
   no     no       yes  no        no           away
   no     no       no   yes       yes          assistant
   no     no       no   yes       no           assistant
   no     no       no   no        yes          auto-reply
   no     no       no   no        no           nothing
"""
CASES = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_blocked_comes_before_out_of_office_that_before_the_assistant_and_that_before_the_automatic_reply(case):
    *standing, way = case
    assert way_of(Standing(*(each == "yes" for each in standing))) == way


def test_the_table_has_every_case():
    assert len({tuple(case[:-1]) for case in CASES}) == len(CASES) == 2 ** len(Standing.__dataclass_fields__)


def replies(cast, person, body=REPLY, enabled=True) -> None:
    cast.do(auto_replies.change, person, enabled, body)


def is_away(cast, person, message="Sailing until Thursday.") -> None:
    cast.do(availability.change, person, said(away_until="2026-03-12", away_message=message))


def work(cast) -> None:
    """What a worker does, for all that waits."""
    for id in cast.rows(select(Reception.conversation_id).where(Reception.due_at.is_not(None))):
        cast.do(receptions.answer, id)


def automatic(cast) -> list[tuple[int, str]]:
    """Author and text of what was sent automatically."""
    found = cast.rows(select(Message).where(Message.kind != "message").order_by(Message.id))
    assert {message.kind for message in found} <= {"auto-reply"}
    return [(message.author_id, message.body) for message in found]


@pytest.mark.parametrize("database", DATABASES)
def test_a_new_client_gets_the_automatic_reply_once_for_ever(cast, ana, bo, database):
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    assert cast.row(Reception, first.conversation_id).way is None
    for _ in range(3):
        work(cast)
        cast.do(receptions.answer, first.conversation_id)
        cast.said(ana, bo, "And?")
    clock.move(timedelta(days=400))
    cast.said(ana, bo, "Do you remember me?"), work(cast)
    assert automatic(cast) == [(bo.id, REPLY)]
    reception = cast.row(Reception, first.conversation_id)
    assert (reception.way, reception.due_at) == (Way.AUTO_REPLY, None)
    assert cast.row(Message, reception.answer_id).seq == 2


@pytest.mark.parametrize("database", DATABASES)
def test_two_first_messages_at_once_are_answered_once_by_however_many_workers(cast, ana, bo, database):
    """F16."""
    replies(cast, bo)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: cast.said(ana, bo, f"Hello {number}"), range(8)))
        list(pool.map(lambda _: cast.do(receptions.answer, 1), range(8)))
    assert (cast.count(Conversation), cast.count(Reception)) == (1, 1)
    assert automatic(cast) == [(bo.id, REPLY)]


def test_one_that_is_off_is_not_sent_later_either_for_the_first_contact_is_over(cast, ana, bo):
    replies(cast, bo, enabled=False)
    cast.said(ana, bo, "Hello"), work(cast)
    replies(cast, bo)
    cast.said(ana, bo, "Hello?"), work(cast)
    assert automatic(cast) == []


def test_whom_the_freelancer_wrote_first_gets_none(cast, bo, dev):
    """Dev is a client too: Bo may begin when Dev offers something himself."""
    replies(cast, bo)
    cast.said(bo, dev, "Do you need a logo?"), cast.said(dev, bo, "Perhaps"), work(cast)
    assert automatic(cast) == []


def test_between_two_who_answer_automatically_nothing_goes_to_and_fro(cast, dev):
    eve = cast.person("eve", roles=("role_client", "role_freelancer"))
    replies(cast, dev, "Dev answers soon"), replies(cast, eve, "Eve answers soon")
    cast.said(dev, eve, "Hello")
    for _ in range(3):
        work(cast)
    assert automatic(cast) == [(eve.id, "Eve answers soon")]


def test_clients_and_freelancers_among_themselves_get_none(cast, bo, chloe):
    replies(cast, bo)
    cast.said(chloe, bo, "Lunch?"), work(cast)
    assert automatic(cast) == []


@pytest.mark.parametrize("by", ["the freelancer", "the client"])
def test_a_block_meanwhile_stops_it_for_ever(cast, ana, bo, by):
    replies(cast, bo)
    cast.said(ana, bo, "Hello")
    one, other = (bo, ana) if by == "the freelancer" else (ana, bo)
    cast.do(blocks.block, one, other), work(cast)
    cast.do(blocks.unblock, one, other)
    cast.said(ana, bo, "Hello?"), work(cast)
    assert automatic(cast) == []


def test_spam_is_not_answered(cast, ana, bo):
    replies(cast, bo)
    first = cast.said(ana, bo, "Buy now")
    cast.do(actions.perform, bo, "spam", {first.conversation_id: None}), work(cast)
    assert automatic(cast) == []


@pytest.mark.parametrize("suspended", ["ana", "bo"])
def test_neither_a_suspended_client_nor_a_suspended_freelancer(cast, ana, bo, suspended):
    replies(cast, bo)
    cast.said(ana, bo, "Hello")
    cast.do(standings.suspend, None, {"ana": ana, "bo": bo}[suspended], "spam"), work(cast)
    assert automatic(cast) == []


def test_who_answered_meanwhile_needs_no_automatic_reply(cast, ana, bo):
    replies(cast, bo)
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana"), work(cast)
    assert automatic(cast) == []


def test_out_of_office_replaces_it_with_what_was_written_for_that(cast, ana, bo):
    replies(cast, bo), is_away(cast, bo)
    cast.said(ana, bo, "Hello"), work(cast)
    assert automatic(cast) == [(bo.id, "Sailing until Thursday.")]
    clock.move(timedelta(days=5))
    cast.said(cast.person("eve"), bo, "Hello"), work(cast)
    assert automatic(cast)[1:] == [(bo.id, REPLY)]


@pytest.mark.parametrize(("locale", "text"), [("en", "I am out of office until March 12, 2026."), ("fr", "Je suis en congé jusqu’au 12 mars 2026.")])  # fmt: skip
def test_who_wrote_nothing_for_it_is_said_to_be_out_of_office_in_their_language(cast, ana, locale, text):
    bo = cast.person("bo", locale=locale)
    is_away(cast, bo, "")
    cast.said(ana, bo, "Hello"), work(cast)
    ((_, sent),) = automatic(cast)
    assert sent.endswith(text)


def test_it_is_no_answer_for_the_response_time_for_contacts_or_for_the_list_of_the_freelancer(cast, ana, bo):
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    before = cast.part(bo, first)
    work(cast)
    after, theirs = cast.part(bo, first), cast.part(ana, first)
    same = ("last_message_id", "last_author_id", "last_excerpt", "unread", "read_seq", "place")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (cast.again(bo).unread, cast.again(ana).unread) == (1, 1)
    assert (theirs.last_excerpt, theirs.unread) == (REPLY, 1)
    conversation = cast.row(Conversation, first.conversation_id)
    assert conversation.answered_at is None and not conversation.has_heard(ana.id)
    clock.move(timedelta(hours=30))
    cast.do(responses.measure_all)
    assert (cast.again(bo).response_seconds, cast.again(bo).response_rate) == (None, 0)
    cast.said(bo, ana, "Hello, Ana")
    cast.do(responses.measure_all)
    assert cast.again(bo).response_seconds == 30 * 3600


def test_a_freelancer_who_deletes_the_conversation_deletes_the_automatic_reply_with_it(cast, ana, bo):
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    work(cast)
    cast.do(clearings.clear, bo, {first.conversation_id: cast.part(bo, first).last_message_id})
    assert cast.rows(Message.of(bo)) == []
    assert cast.part(bo, first).is_empty


def test_in_a_conversation_that_the_freelancer_had_deleted_before_it_is_shown(cast, ana, bo):
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    cast.do(clearings.clear, bo, {first.conversation_id: first.id})
    work(cast)
    part = cast.part(bo, first)
    assert (part.last_excerpt, part.is_empty, part.unread) == (REPLY, False, 0)
    assert [message.body for message in cast.rows(Message.of(bo))] == [REPLY]


def test_nobody_edits_or_deletes_it_nor_answers_to_it_by_an_automatic_one(cast, ana, bo):
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    work(cast)
    id = cast.row(Reception, first.conversation_id).answer_id
    for verb, *more in ((messages.edit, "Other", 0), (messages.delete,)):
        for person in (bo, ana):
            with pytest.raises(NotAllowed):
                cast.do(verb, person, id, *more)
    assert automatic(cast) == [(bo.id, REPLY)]


def test_what_no_worker_was_told_of_is_due_after_a_moment_and_what_was_answered_is_not(cast, ana, bo):
    """F8."""
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    assert cast.do(receptions.due) == []
    clock.move(receptions.PATIENCE)
    assert cast.do(receptions.due) == [first.conversation_id]
    work(cast)
    assert cast.do(receptions.due) == []


def test_a_first_message_that_is_undone_leaves_no_reception(cast, app, ana, bo, monkeypatch):
    replies(cast, bo)
    told = []
    monkeypatch.setattr("app.later", lambda *job: told.append(job))
    monkeypatch.setattr(receptions, "tell", lambda event: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cast.said(ana, bo, "Hello")
    assert (cast.count(Reception), cast.count(Message), told) == (0, 0, [])


def test_an_answer_that_fails_on_its_way_is_tried_again_whole(cast, ana, bo, monkeypatch):
    replies(cast, bo)
    first = cast.said(ana, bo, "Hello")
    monkeypatch.setattr("inbox.services.messages.entries.add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cast.do(receptions.answer, first.conversation_id)
    monkeypatch.undo()
    assert automatic(cast) == []
    cast.do(receptions.answer, first.conversation_id)
    assert automatic(cast) == [(bo.id, REPLY)]


def test_a_worker_is_told_of_a_first_message_alone(cast: Cast, ana, bo, monkeypatch):
    told = []
    monkeypatch.setattr("app.later", lambda *job: told.append(job))
    first = cast.said(ana, bo, "Hello")
    assert told == [("answer_client", first.conversation_id)]
    cast.said(ana, bo, "Hello?"), cast.do(receptions.answer, 999)
    assert len(told) == 1
