"""Response time and rate: whose first message counts, what is an answer, and of which days."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.models.conversation import Conversation
from inbox.services import actions, messages, responses
from tests.cast import Cast

START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DATABASES = ["here", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(autouse=True)
def _at_the_start():
    clock.freeze(START)


def client(cast, number: int):
    return cast.person(f"client{number}")


def asked(cast, bo, *waits: timedelta | None) -> None:
    """As many new clients write, one a day; Bo answers each after that time, or never."""
    for number, wait in enumerate(waits):
        clock.freeze(START + number * DAY)
        cast.said(client(cast, number), bo, "Hello")
        if wait is not None:
            clock.move(wait)
            cast.said(bo, client(cast, number), "Hello to you")
    clock.freeze(START + len(waits) * DAY + 2 * DAY)


def figures(cast, person) -> tuple[int | None, int | None]:
    """Seconds and percent, after the daily run."""
    cast.do(responses.measure_all)
    person = cast.again(person)
    return person.response_seconds, person.response_rate


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    ("waits", "seconds", "rate"),
    [([], None, None), ([40 * MINUTE], 2400, 100), ([MINUTE, 3 * HOUR, 2 * MINUTE], 120, 100), ([MINUTE, 3 * MINUTE], 120, 100),
     ([None], None, 0), ([MINUTE, None, None], 60, 33), ([24 * HOUR], 86400, 100), ([24 * HOUR + MINUTE], 86460, 0),
     ([MINUTE] * 2 + [25 * HOUR, None], 60, 50)],
)  # fmt: skip
def test_the_median_and_the_share_in_time(cast, bo, waits, seconds, rate, database):
    asked(cast, bo, *waits)
    assert figures(cast, bo) == (seconds, rate)


def test_who_still_has_time_to_answer_has_not_missed_it(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    clock.move(24 * HOUR)
    assert figures(cast, bo) == (None, None)
    clock.move(MINUTE)
    assert figures(cast, bo) == (None, 0)


@pytest.mark.parametrize("database", DATABASES)
def test_only_the_last_ninety_days_count_to_the_second(cast, bo, database):
    asked(cast, bo, MINUTE, 3 * HOUR)
    clock.freeze(START + 90 * DAY)
    assert figures(cast, bo) == (5430, 100)
    clock.freeze(START + 90 * DAY + timedelta(seconds=1))
    assert figures(cast, bo) == (10800, 100)
    clock.freeze(START + 91 * DAY + timedelta(seconds=1))
    assert figures(cast, bo) == (None, None)


def test_the_days_and_the_hours_are_settings(make_app):
    cast = Cast(make_app(HALLE_RESPONSE_DAYS="4", HALLE_RESPONSE_HOURS="2"))
    bo = cast.person("bo")
    asked(cast, bo, MINUTE, 3 * HOUR)
    assert figures(cast, bo) == (5430, 50)
    clock.move(MINUTE)
    assert figures(cast, bo) == (10800, 0)


def test_only_the_first_answer_to_the_first_message_counts(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    clock.move(MINUTE)
    cast.said(ana, bo, "Are you there?")
    clock.move(MINUTE)
    cast.said(bo, ana, "Yes")
    for wait in (HOUR, 30 * HOUR):
        clock.move(wait)
        cast.said(ana, bo, "And?"), clock.move(wait), cast.said(bo, ana, "Well")
    assert figures(cast, bo) == (120, 100)


def test_an_answer_is_measured_at_once_where_a_worker_runs(cast, ana, bo, app, monkeypatch):
    queued = []
    monkeypatch.setattr("app.later", lambda *job: queued.append(job))
    cast.said(ana, bo, "Hello")
    queued.clear()  # how she is received
    cast.said(bo, ana, "Hello, Ana"), cast.said(bo, ana, "And more")
    assert queued == [("measure_response", bo.id)]
    cast.do(responses.measure, bo.id)
    assert cast.again(bo).response_rate == 100
    cast.do(responses.measure, 999)


def test_freelancers_among_themselves_and_what_a_freelancer_begins_do_not_count(cast, bo, chloe, dev):
    cast.said(chloe, bo, "Lunch?")
    cast.said(bo, dev, "Do you hire?"), clock.move(MINUTE), cast.said(dev, bo, "Perhaps")
    cast.said(bo, chloe, "Yes"), clock.move(2 * DAY)
    assert [figures(cast, each) for each in (bo, chloe, dev)] == [(None, None)] * 3


def test_who_is_both_is_a_client_to_whom_they_write_and_a_freelancer_to_who_writes_to_them(cast, ana, bo, dev):
    cast.said(dev, bo, "Hello"), cast.said(ana, dev, "Hello")
    clock.move(MINUTE)
    cast.said(bo, dev, "Hello"), clock.move(MINUTE), cast.said(dev, ana, "Hello")
    assert (figures(cast, bo), figures(cast, dev)) == ((60, 100), (120, 100))


def test_a_question_that_was_taken_back_was_not_asked(cast, ana, bo):
    first = cast.said(ana, bo, "Hello")
    cast.do(messages.delete, ana, first.id)
    clock.move(3 * DAY)
    assert figures(cast, bo) == (None, None)
    cast.said(ana, bo, "Hello again"), clock.move(MINUTE), cast.said(bo, ana, "Hello")
    assert figures(cast, bo) == (60, 100)


def test_of_two_questions_the_one_that_stays_counts(cast, ana, bo):
    first = cast.said(ana, bo, "Hello")
    clock.move(MINUTE)
    cast.said(ana, bo, "Are you there?")
    cast.do(messages.delete, ana, first.id)
    clock.move(MINUTE)
    cast.said(bo, ana, "Yes")
    assert figures(cast, bo) == (60, 100)


def test_an_answer_that_was_taken_back_was_not_given(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    clock.move(MINUTE)
    quick = cast.said(bo, ana, ".")
    cast.do(messages.delete, bo, quick.id)
    clock.move(3 * DAY)
    assert figures(cast, bo) == (None, 0)
    cast.said(bo, ana, "Sorry")
    assert figures(cast, bo) == (3 * 86400 + 60, 0)


def test_whom_the_freelancer_wrote_to_is_not_new_any_more(cast, ana, bo):
    first = cast.said(ana, bo, "Hello")
    cast.do(messages.delete, ana, first.id)
    cast.said(bo, ana, "You wrote?")
    clock.move(MINUTE)
    cast.said(ana, bo, "By mistake"), clock.move(3 * DAY)
    assert figures(cast, bo) == (None, None)


def test_taking_back_something_else_changes_nothing(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    clock.move(MINUTE)
    other = cast.said(ana, bo, "Please")
    clock.move(MINUTE)
    cast.said(bo, ana, "Yes"), clock.move(MINUTE)
    more = cast.said(bo, ana, "Gladly")
    cast.do(messages.delete, ana, other.id), cast.do(messages.delete, bo, more.id)
    assert figures(cast, bo) == (120, 100)


def test_many_are_measured_in_batches(cast, monkeypatch):
    monkeypatch.setattr(responses, "BATCH", 2)
    people = [cast.person(f"f{number}", roles=("role_freelancer",)) for number in range(5)]
    for person in people:
        asked(cast, person, MINUTE)
    assert [figures(cast, person) for person in people] == [(60, 100)] * 5


def test_a_message_costs_no_statement_more(cast, ana, bo, statements):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello")
    statements.clear()
    cast.said(bo, ana, "More")
    assert not any("asked" in each and each.startswith("UPDATE") for each in statements)
    assert len(cast.rows(select(Conversation.asked_id))) == 1


@pytest.mark.parametrize("apart", ["spam", "block"])
def test_spam_and_blocked_people_do_not_count(cast, ana, bo, apart):
    message = cast.said(ana, bo, "Hello")
    cast.said(bo, ana, "Hello")
    cast.do(responses.measure, bo.id)
    assert cast.again(bo).response_rate == 100
    cast.do(actions.perform, bo, apart, {message.conversation_id: None})
    cast.do(responses.measure, bo.id)
    assert (cast.again(bo).response_rate, cast.again(bo).response_seconds) == (None, None)
