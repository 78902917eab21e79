"""Availability: what can be said, and what follows from it."""

from datetime import date, datetime, time, timedelta

import pytest

from inbox import clock
from inbox.errors import Invalid, NotAllowed
from inbox.models.availability import Span, spans
from inbox.models.message import Message
from inbox.services import availability, profiles
from inbox.services.availability import Availability, absence_of
from inbox.services.profiles import Profile

FREE = [("", "")] * 7
NOTHING = Availability(FREE, "", "", "", True, "", "EUR")
NOON = datetime.fromisoformat("2026-03-10T12:00:00+00:00")


def said(**typed) -> Availability:
    """Nothing but this."""
    return Availability(**vars(NOTHING) | typed)


def change(cast, person, **typed) -> None:
    """Says that."""
    cast.do(availability.change, person, said(**typed))


def errors(cast, person, **typed) -> set[str]:
    """The fields that are wrong."""
    with pytest.raises(Invalid) as caught:
        change(cast, person, **typed)
    return set(caught.value.errors)


def absent(cast, person) -> bool:
    """Whether others read that the person is away."""
    return cast.do(absence_of, person) is not None


@pytest.fixture(autouse=True)
def _noon():
    clock.freeze(NOON)


def test_hours_are_kept_for_each_day_and_read_with_equal_days_together(cast, bo):
    day, short = ("9:00", "17h"), ("09.30", "13:00")
    change(cast, bo, hours=[day, day, day, day, short, ("", ""), short])
    bo = cast.again(bo)
    assert bo.working_hours == [["09:00", "17:00"]] * 4 + [["09:30", "13:00"], None, ["09:30", "13:00"]]
    nine, half = (time(9), time(17)), (time(9, 30), time(13))
    assert spans(bo) == [Span(0, 3, *nine), Span(4, 4, *half), Span(6, 6, *half)]
    change(cast, bo)
    assert (cast.again(bo).working_hours, spans(cast.again(bo))) == ([], [])


@pytest.mark.parametrize(
    "hours", [("9", "17:00"), ("09:00", ""), ("", "17:00"), ("25:00", "26:00"), ("09:60", "17:00"), ("nine", "five"),
              ("17:00", "09:00"), ("09:00", "09:00"), ("22:00", "06:00"), ("٠٩:٠٠", "17:00"), ("09:00\0", "17:00"),
              ("9" * 400 + ":00", "17:00")],
)  # fmt: skip
def test_hours_that_are_none_or_go_over_midnight_are_refused_on_their_day(cast, bo, hours):
    assert errors(cast, bo, hours=[*FREE[:2], hours, *FREE[3:]]) == {"from_3"}
    assert cast.again(bo).working_hours == []


def test_an_absence_holds_from_its_first_day_through_its_last_and_ends_by_itself(cast, bo):
    change(cast, bo, away_from="2026-03-11", away_until="2026-03-12", away_message="  Back soon \r\n")
    seen = []
    for _ in range(5):
        seen.append(absent(cast, bo))
        clock.move(timedelta(hours=12))
    assert seen == [False, True, True, True, True]
    clock.freeze(datetime.fromisoformat("2026-03-12T23:59:59+00:00"))
    assert absent(cast, bo)
    clock.move(timedelta(seconds=1))
    assert not absent(cast, bo)
    assert cast.again(bo).away_message == "Back soon"


@pytest.mark.parametrize(("zone", "here"), [("Pacific/Kiritimati", "2026-03-11"), ("Pacific/Niue", "2026-03-10")])
def test_its_days_are_those_of_the_person(cast, zone, here):
    eve = cast.person("eve", roles=("role_freelancer",), time_zone=zone)
    change(cast, eve, away_until="2026-03-11")
    assert cast.again(eve).away_from == date.fromisoformat(here)
    change(cast, eve, away_from="2026-03-11", away_until="2026-03-11")
    assert absent(cast, eve) == (here == "2026-03-11")


def test_the_last_night_of_march_is_as_long_as_the_clocks_say(cast):
    eve = cast.person("eve", roles=("role_freelancer",), time_zone="Europe/Lisbon")
    change(cast, eve, away_until="2026-03-29")  # 23 hours long
    clock.freeze(datetime.fromisoformat("2026-03-29T22:59:00+00:00"))
    assert absent(cast, eve)
    clock.move(timedelta(minutes=1))
    assert not absent(cast, eve)


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [("2026-03-12", "2026-03-11", "away_until"), ("2026-03-01", "2026-03-09", "away_until"), ("2026-03-12", "", "away_until"),
     ("", "tomorrow", "away_until"), ("12/03/2026", "2026-03-14", "away_from"), ("2026-02-30", "2026-03-14", "away_from"),
     ("2026-03-11", "2027-03-14", "away_until"), ("", "2200-01-01", "away_until"), ("", "20260314", "away_until"),
     ("", "2026-W12-1", "away_until"), ("\0", "2026-03-14", "away_from")],
)  # fmt: skip
def test_days_that_are_none_or_in_the_wrong_order_are_refused(cast, bo, first, last, wrong):
    assert errors(cast, bo, away_from=first, away_until=last) == {wrong}
    assert cast.again(bo).away_until is None


def test_an_absence_may_have_begun_before_today(cast, bo):
    change(cast, bo, away_from="2026-03-01", away_until="2026-03-12")
    assert absent(cast, bo)


@pytest.mark.parametrize("text", ["x" * 1001, "a\0b", "\ud800"])
def test_a_message_that_is_too_long_or_cannot_be_stored_is_refused(cast, bo, text):
    assert errors(cast, bo, away_until="2026-03-12", away_message=text) == {"away_message"}


@pytest.mark.parametrize(("typed", "stored"), [("350", 35000), ("1 200,50", 120050), ("", None), ("  ", None)])
def test_a_minimum_budget_is_money_or_nothing(cast, bo, typed, stored):
    change(cast, bo, budget=typed, currency="USD")
    assert (cast.again(bo).budget_min, cast.again(bo).budget_currency) == (stored, "USD")


@pytest.mark.parametrize("budget", ["0", "-5", "0.50", "a lot", "1000001", "1e5", "\0"])
def test_no_other_amount_is_stored(cast, bo, budget):
    assert errors(cast, bo, budget=budget) == {"budget"}


def test_another_currency_is_refused(cast, bo):
    assert errors(cast, bo, currency="XXX") == {"currency"}


def test_of_many_mistakes_each_is_said_and_nothing_is_stored(cast, bo):
    wrong = {"hours": [("x", "y"), *FREE[1:]], "away_until": "never", "budget": "much", "takes_new_clients": False}
    assert errors(cast, bo, **wrong) == {"from_1", "away_until", "budget"}
    assert cast.again(bo).takes_new_clients


def test_it_is_for_freelancers(cast, ana):
    with pytest.raises(NotAllowed):
        change(cast, ana)


def test_who_takes_no_new_clients_gets_no_first_message_and_goes_on_with_others(cast, ana, bo, dev):
    cast.said(ana, bo, "Hello")
    change(cast, bo, takes_new_clients=False)
    with pytest.raises(NotAllowed, match="Bo Lindqvist takes no new clients at the moment"):
        cast.said(dev, bo, "Hello")
    assert cast.count(Message) == 1
    cast.said(ana, bo, "Still there?"), cast.said(bo, ana, "Yes")
    change(cast, bo)
    cast.said(dev, bo, "Hello")


def test_who_is_no_freelancer_any_more_is_a_client_like_others(cast, ana, dev):
    change(cast, dev, takes_new_clients=False, away_until="2026-03-12", hours=[("9:00", "10:00")] * 7)
    cast.do(profiles.change, dev, Profile("Dev", ["client"], "", [], ""))
    assert not absent(cast, dev)
    cast.said(ana, dev, "Hello")
