"""Assistances: what an assistant answers, how often, to whom, and what silences it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock, wire
from inbox.errors import NotAllowed
from inbox.models.assistance import Assistance, Step
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.reception import Reception
from inbox.services import (
    actions,
    assistances,
    auto_replies,
    blocks,
    clearings,
    faqs,
    messages,
    receptions,
    responses,
    services,
    standings,
    thinking,
)
from tests.cast import Cast
from tests.services.test_assistants import switched_on
from tests.services.test_receptions import DATABASES, is_away  # one of these is pytest.mark.postgres
from tests.values import SERVICE

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ASK = "How much does a logo cost?"


@pytest.fixture(autouse=True)
def _noon():
    clock.freeze(NOON)


def assisted(cast, person):
    """That freelancer offers a logo, has one answer, an assistant that is on, and is offline."""
    cast.do(services.create, person, "k", **SERVICE)
    cast.do(faqs.create, person, "Do you print?", "No. Your printer does.")
    switched_on(cast, person)
    return person


@pytest.fixture
def bo(cast, bo):
    """Bo, whose assistant answers."""
    return assisted(cast, bo)


def work(cast) -> None:
    """What a worker does, for all that waits."""
    for verb, model in ((receptions.answer, Reception), (assistances.answer, Assistance)):
        for id_ in cast.rows(select(model.conversation_id).where(model.due_at.is_not(None))):
            cast.do(verb, id_)


def said(cast, kind: str = "assistant") -> list[str]:
    """What was sent automatically, in its order."""
    return [message.body for message in cast.rows(select(Message).where(Message.kind == kind).order_by(Message.id))]


def here(monkeypatch, *people) -> None:
    """These are online, and nobody else."""
    ids = {person.id for person in people}
    monkeypatch.setattr(wire, "online", lambda asked: ids & set(asked))


def answered(cast, monkeypatch, client, freelancer) -> None:
    """The assistant of that freelancer has answered; whatever anybody opens from now on, they count as offline."""
    here(monkeypatch)
    cast.said(client, freelancer, ASK), work(cast)


@pytest.mark.parametrize("database", DATABASES)
def test_a_new_client_is_answered_out_of_what_the_freelancer_wrote_once(cast, ana, bo, database):
    first = cast.said(ana, bo, ASK)
    for _ in range(3):
        work(cast)
        cast.do(assistances.answer, first.conversation_id)
    (answer,) = said(cast)
    assert "“Three sketches.”" in answer and "€350" in answer and "automatic answer by the assistant of Bo" in answer
    row = cast.row(Assistance, first.conversation_id)
    assert (row.state, row.due_at, row.done_seq) == ("open", None, 1)
    assert [Step(*step).title for step in row.steps] == ["A logo for your shop"]
    cast.said(ana, bo, "And do you print?"), work(cast)
    assert len(said(cast)) == 2 and "Your printer does." in said(cast)[1]


@pytest.mark.parametrize("database", DATABASES)
def test_messages_and_workers_at_once_are_each_answered_once(cast, ana, bo, database):
    """F16."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: cast.said(ana, bo, f"{ASK} {number % 3 or ''}"), range(4)))
        list(pool.map(lambda _: cast.do(receptions.answer, 1), range(4)))
        list(pool.map(lambda _: cast.do(assistances.answer, 1), range(8)))
    assert (cast.count(Conversation), cast.count(Assistance), len(said(cast))) == (1, 1, 1)


def test_what_it_does_not_find_is_handed_over_and_then_it_is_silent(cast, ana, bo):
    first = cast.said(ana, bo, "Can you promise it by Friday?")
    work(cast)
    row = cast.row(Assistance, first.conversation_id)
    assert (row.state, row.reason) == ("handed", "promise") and "passed it on" in said(cast)[0]
    cast.said(ana, bo, ASK), work(cast)
    assert len(said(cast)) == 1


@pytest.mark.parametrize(
    ("said_so", "reason"), [("about 900", "intake"), ("900 dollars", "currency"), ("1200 €", "budget")]
)
def test_a_budget_said_to_its_questions_is_compared_in_its_currency_alone(cast, ana, bo, said_so, reason):
    switched_on(cast, bo, intake="Which budget?", budget="1000", currency="EUR")
    first = cast.said(ana, bo, ASK)
    work(cast)
    cast.said(ana, bo, f"My budget is {said_so}"), work(cast)
    assert cast.row(Assistance, first.conversation_id).reason == reason


def test_it_asks_what_the_freelancer_wants_to_know_once_and_hands_over_what_is_said_to_that(cast, ana, bo):
    switched_on(cast, bo, intake="What for?\nBy when?")
    first = cast.said(ana, bo, ASK)
    work(cast)
    assert "– What for?\n– By when?" in said(cast)[0]
    cast.said(ana, bo, "For a bakery, before the summer"), work(cast)
    assert "Thank you. I have passed this on to Bo" in said(cast)[1] and "What for?" not in said(cast)[1]
    row = cast.row(Assistance, first.conversation_id)
    assert (row.state, row.reason, row.asked_seq) == ("handed", "intake", 2)


def test_after_so_many_answers_it_hands_over(cast, ana, bo):
    for number in range(6):
        cast.said(ana, bo, "Do you print?" if number % 2 else ASK), work(cast)
    assert len(said(cast)) == 6 and "I leave this to Bo" in said(cast)[5]
    assert cast.row(Assistance, 1).reason == "enough"


@pytest.mark.parametrize("by", ["the freelancer", "the client"])
def test_across_a_block_nothing_is_answered(cast, ana, bo, by):
    """What was asked before the block is not answered after it either."""
    one, other = (bo, ana) if by == "the freelancer" else (ana, bo)
    first = cast.said(ana, bo, ASK)
    cast.do(receptions.answer, first.conversation_id)
    cast.do(blocks.block, one, other), work(cast)
    assert said(cast) == [] and cast.row(Assistance, first.conversation_id).due_at is None


def test_spam_and_the_suspended_are_not_answered(cast, ana, bo):
    first = cast.said(ana, bo, ASK)
    cast.do(receptions.answer, first.conversation_id)
    cast.do(actions.perform, bo, "spam", {first.conversation_id: None}), work(cast)
    other = cast.said(eve := cast.person("eve"), bo, ASK)
    cast.do(receptions.answer, other.conversation_id)
    cast.do(standings.suspend, None, eve, "spam"), work(cast)
    assert said(cast) == []


def test_a_block_while_it_thinks_stops_it(cast, ana, bo, monkeypatch):
    first, think = cast.said(ana, bo, ASK), thinking.think

    def slowly(asked):
        cast.do(blocks.block, bo, ana)
        return think(asked)

    monkeypatch.setattr(thinking, "think", slowly)
    work(cast)
    assert said(cast) == [] and cast.row(Assistance, first.conversation_id).due_at is None


def test_who_writes_while_it_thinks_has_taken_over(cast, ana, bo, monkeypatch):
    cast.said(ana, bo, ASK)
    think = thinking.think
    monkeypatch.setattr(thinking, "think", lambda asked: (cast.said(bo, ana, "Hello, Ana"), think(asked))[1])
    work(cast)
    assert said(cast) == []


def test_once_the_freelancer_wrote_it_is_silent_for_ever_also_when_that_is_taken_back(cast, ana, bo):
    cast.said(ana, bo, ASK), work(cast)
    mine = cast.said(bo, ana, "Hello, Ana")
    cast.said(ana, bo, "Do you print?"), work(cast)
    cast.do(messages.delete, bo, mine.id)
    cast.said(ana, bo, "Do you print?"), work(cast)
    assert len(said(cast)) == 1


def test_who_takes_over_silences_it_for_ever(cast, ana, bo):
    first = cast.said(ana, bo, ASK)
    work(cast), cast.do(assistances.take_over, bo, ana), cast.do(assistances.take_over, bo, ana)
    cast.said(ana, bo, "Do you print?"), work(cast)
    assert len(said(cast)) == 1 and cast.row(Assistance, first.conversation_id).state == "taken"


def test_only_its_freelancer_takes_over(cast, ana, bo, dev):
    cast.said(ana, bo, ASK), work(cast), cast.said(dev, bo, "Hello")
    for one, other in ((ana, bo), (dev, bo), (dev, ana)):
        with pytest.raises(NotAllowed):
            cast.do(assistances.take_over, one, other)
    assert cast.row(Assistance, 1).state == "open"


def test_who_waits_for_the_person_is_told_so_once_and_never_answered_again(cast, ana, bo):
    first = cast.said(ana, bo, ASK)
    work(cast), cast.said(ana, bo, "Do you print?")
    for _ in range(2):
        cast.do(assistances.ask_for_person, ana, bo)
    work(cast)
    row = cast.row(Assistance, first.conversation_id)
    assert (row.state, row.reason, row.due_at) == ("handed", "person", None)
    assert len(said(cast)) == 2 and "passed on that you want to talk to Bo Lindqvist in person" in said(cast)[1]


def test_who_waits_for_the_person_while_it_thinks_gets_no_answer_after_that(cast, ana, bo, monkeypatch):
    cast.said(ana, bo, ASK)
    think = thinking.think
    monkeypatch.setattr(
        thinking, "think", lambda asked: (cast.do(assistances.ask_for_person, ana, bo), think(asked))[1]
    )
    work(cast)
    assert len(said(cast)) == 1 and "passed on" in said(cast)[0]


def test_only_its_client_waits_for_the_person(cast, ana, bo, dev):
    cast.said(ana, bo, ASK), work(cast), cast.said(dev, bo, "Hello")
    for one, other in ((bo, ana), (dev, bo), (ana, dev)):
        with pytest.raises(NotAllowed):
            cast.do(assistances.ask_for_person, one, other)
    assert cast.row(Assistance, 1).state == "open"


def test_one_switched_off_says_nothing_to_who_waits_for_the_person(cast, ana, bo):
    cast.said(ana, bo, ASK), work(cast)
    switched_on(cast, bo, enabled=False)
    cast.do(assistances.ask_for_person, ana, bo)
    assert len(said(cast)) == 1 and cast.row(Assistance, 1).reason == "person"


def test_while_the_freelancer_is_here_the_automatic_reply_answers_and_later_the_assistant(cast, ana, bo, monkeypatch):
    cast.do(auto_replies.change, bo, True, "I answer soon.")
    here(monkeypatch, bo)
    cast.said(ana, bo, ASK), work(cast)
    cast.said(ana, bo, "Are you there?"), work(cast)
    assert (said(cast, "auto-reply"), said(cast)) == (["I answer soon."], [])
    here(monkeypatch)
    cast.said(ana, bo, "Do you print?"), work(cast)
    assert len(said(cast)) == 1


@pytest.mark.parametrize("reply", [True, False])
def test_what_was_asked_while_the_freelancer_was_here_is_answered_once_they_are_gone(cast, ana, bo, monkeypatch, reply):
    """Nobody writes once more: somebody looks."""
    cast.do(auto_replies.change, bo, reply, "I answer soon.")
    here(monkeypatch, bo)
    first = cast.said(ana, bo, ASK)
    for _ in range(4):
        work(cast), clock.move(assistances.WHILE_HERE)
    assert said(cast) == [] and cast.row(Assistance, first.conversation_id).tries == 0
    here(monkeypatch)
    clock.move(assistances.PATIENCE)
    assert cast.do(assistances.due) == [first.conversation_id]
    work(cast), work(cast)
    assert len(said(cast)) == 1 and "€350" in said(cast)[0]


@pytest.mark.parametrize("left", ["answered", "archived", "a day ago", "taken back"])
def test_what_is_not_left_to_it_is_not_answered_once_they_are_gone(cast, ana, bo, monkeypatch, left):
    here(monkeypatch, bo)
    first = cast.said(ana, bo, ASK)
    work(cast)
    if left == "answered":
        cast.said(bo, ana, "350 EUR, Ana.")
    elif left == "archived":
        cast.do(actions.perform, bo, "archive", {first.conversation_id: None})
    elif left == "taken back":
        cast.do(messages.delete, ana, first.id)
    clock.move(assistances.LATELY if left == "a day ago" else assistances.WHILE_HERE)
    work(cast)
    assert cast.row(Assistance, first.conversation_id).due_at is None
    here(monkeypatch)
    clock.move(assistances.WHILE_HERE), work(cast)
    assert said(cast) == []


def test_out_of_office_comes_first_and_the_assistant_answers_what_comes_next(cast, ana, bo, monkeypatch):
    is_away(cast, bo)
    here(monkeypatch, bo)
    cast.said(ana, bo, "Hello"), work(cast)
    assert (said(cast, "auto-reply"), said(cast)) == (["Sailing until Thursday."], [])
    cast.said(ana, bo, ASK), work(cast)
    assert "€350" in said(cast)[0]


def test_one_that_is_off_answers_nothing_and_one_switched_off_says_nothing_more(cast, ana, bo):
    switched_on(cast, bo, enabled=False)
    cast.do(auto_replies.change, bo, True, "I answer soon.")
    cast.said(ana, bo, ASK), work(cast)
    assert (said(cast, "auto-reply"), cast.count(Assistance)) == (["I answer soon."], 0)
    switched_on(cast, bo)
    cast.said(eve := cast.person("eve"), bo, ASK), work(cast)
    assert len(said(cast)) == 1
    switched_on(cast, bo, enabled=False)
    cast.said(eve, bo, "Do you print?"), work(cast)
    assert len(said(cast)) == 1


def test_it_is_no_answer_for_the_response_time_for_contacts_or_for_the_list_of_the_freelancer(cast, ana, bo):
    first = cast.said(ana, bo, ASK)
    before = cast.part(bo, first)
    work(cast)
    after = cast.part(bo, first)
    same = ("last_message_id", "last_author_id", "last_excerpt", "unread", "read_seq", "place")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (cast.again(bo).unread, cast.again(ana).unread) == (1, 1)
    conversation = cast.row(Conversation, first.conversation_id)
    assert conversation.answered_at is None and not conversation.has_heard(ana.id)
    clock.move(timedelta(hours=30))
    cast.do(responses.measure_all)
    assert (cast.again(bo).response_seconds, cast.again(bo).response_rate) == (None, 0)


def test_two_assistants_do_not_answer_each_other(cast, bo, dev):
    cast.do(faqs.create, dev, "What do you need?", "A logo for my shop. How much does it cost?"), switched_on(cast, dev)
    cast.said(dev, bo, ASK)
    for _ in range(4):
        work(cast)
    assert len(said(cast)) == 1


def test_what_is_edited_while_it_thinks_is_thought_about_again(cast, ana, bo, monkeypatch):
    first, think = cast.said(ana, bo, "Do you print?"), thinking.think
    monkeypatch.setattr(
        thinking, "think", lambda asked: (cast.do(messages.edit, ana, first.id, ASK, 0), think(asked))[1]
    )
    work(cast)
    assert said(cast) == []
    monkeypatch.undo()
    work(cast)
    assert "€350" in said(cast)[0] and len(said(cast)) == 1


def test_what_is_taken_back_is_not_answered(cast, ana, bo):
    first = cast.said(ana, bo, ASK)
    cast.do(receptions.answer, first.conversation_id)
    cast.do(messages.delete, ana, first.id), work(cast)
    assert said(cast) == [] and cast.row(Assistance, first.conversation_id).due_at is None


def test_what_no_worker_was_told_of_is_due_after_a_moment_and_what_was_answered_is_not(cast, ana, bo):
    """F8."""
    first = cast.said(ana, bo, ASK)
    cast.do(receptions.answer, first.conversation_id)
    assert cast.do(assistances.due) == []
    clock.move(assistances.PATIENCE)
    assert cast.do(assistances.due) == [first.conversation_id]
    work(cast)
    assert cast.do(assistances.due) == []


def test_a_worker_that_dies_over_it_is_followed_by_another_and_in_the_end_by_the_freelancer(cast, ana, bo, monkeypatch):
    """F6."""
    first = cast.said(ana, bo, ASK)
    cast.do(receptions.answer, first.conversation_id)
    monkeypatch.setattr(thinking, "think", lambda _work: 1 / 0)
    for tries in range(1, 6):
        with pytest.raises(ZeroDivisionError):
            cast.do(assistances.answer, first.conversation_id)
        assert cast.do(assistances.answer, first.conversation_id) is None  # another one has it for a while
        assert cast.row(Assistance, first.conversation_id).tries == tries
        clock.move(assistances.HELD)
    cast.do(assistances.answer, first.conversation_id)
    row = cast.row(Assistance, first.conversation_id)
    assert (row.state, row.reason, row.due_at, said(cast)) == ("handed", "broken", None, [])


def test_workers_are_told_of_what_is_to_be_answered_and_of_nothing_else(cast: Cast, ana, bo, monkeypatch):
    told = []
    monkeypatch.setattr("app.later", lambda *job: told.append(job))
    first = cast.said(ana, bo, ASK)
    cast.do(receptions.answer, first.conversation_id)
    assert told == [("answer_client", 1), ("assist_client", 1)]
    work(cast), cast.said(ana, bo, "Do you print?")
    assert told[2:] == [("assist_client", 1)]
    work(cast), cast.said(bo, ana, "Hello")
    cast.said(ana, bo, "Do you print?")
    assert [job for job in told[3:] if job[0] == "assist_client"] == []


def test_what_the_client_wrote_is_summed_up_for_the_freelancer_as_far_as_they_see_it(cast, ana, bo):
    switched_on(cast, bo, intake="What for?")
    first = cast.said(ana, bo, ASK)
    work(cast)
    reply = cast.said(ana, bo, "For a bakery, we have 500 EUR")
    work(cast)
    summary = cast.do(assistances.summary, bo, ana)
    assert [(part.excerpt, part.source, part.is_reply) for part in summary.parts] == [
        (ASK, "A logo for your shop", False), ("For a bakery, we have 500 EUR", "", True),
    ]  # fmt: skip
    assert (summary.reason, summary.amounts, summary.intake) == ("intake", ("500 EUR",), ("What for?",))
    cast.do(messages.delete, ana, reply.id)
    assert [part.excerpt for part in cast.do(assistances.summary, bo, ana).parts] == [ASK]
    cast.do(clearings.clear, bo, {first.conversation_id: cast.part(bo, first).last_message_id})
    assert cast.do(assistances.summary, bo, ana).parts == ()
    assert (
        cast.do(assistances.summary, ana, bo) is None and cast.do(assistances.summary, bo, cast.person("eve")) is None
    )
