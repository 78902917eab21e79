"""A day and a time on the clocks of a zone: which moment is meant."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox import moments
from inbox.errors import Invalid
from inbox.moments import Typed


def wrong(**typed) -> dict:
    """The sentences, by field."""
    with pytest.raises(Invalid) as caught:
        Typed(**typed).moment()
    return {field: str(sentence) for field, sentence in caught.value.errors.items()}


@pytest.mark.parametrize(
    ("zone", "date", "time", "utc"),
    [("UTC", "2026-03-12", "09:30", "2026-03-12T09:30"), ("Europe/Paris", "2026-03-12", "09:30", "2026-03-12T08:30"),
     ("Europe/Paris", "2026-07-12", "09:30", "2026-07-12T07:30"), ("Etc/GMT+12", "2026-03-12", "23:59", "2026-03-13T11:59"),
     ("Pacific/Kiritimati", "2026-03-12", "00:00", "2026-03-11T10:00"), ("Asia/Kathmandu", "2026-03-12", "12:00", "2026-03-12T06:15"),
     ("Europe/Paris", "2028-02-29", "12:00", "2028-02-29T11:00"), ("Europe/Paris", " 2026-03-12 ", " 9h05 ", "2026-03-12T08:05"),
     ("UTC", "2026-03-12", "09:30:00", "2026-03-12T09:30"), ("No/Where", "2026-03-12", "09:30", "2026-03-12T09:30"),
     ("../../etc/passwd", "2026-03-12", "09:30", "2026-03-12T09:30"), ("\0", "2026-03-12", "09:30", "2026-03-12T09:30")],
)  # fmt: skip
def test_a_day_and_a_time_are_a_moment(zone, date, time, utc):
    assert Typed(date=date, time=time, zone=zone).moment() == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["", "x", "2026-02-29", "2026-13-01", "12/03/2026", "2026-3-1", "２０２６-０３-１２", "2026-03-12T09:00", "0000-01-01",
             "99999-01-01", "-001-01-01", "\0", "9" * 5000, "2026-03-12\n<b>"],
)  # fmt: skip
def test_what_is_no_day_is_refused(date):
    assert wrong(date=date, time="09:30") == {"date": "Enter a day as year, month and day, such as 2026-03-12"}


@pytest.mark.parametrize(
    "time", ["", "x", "24:00", "09:60", "9", "0930", "-1:00", "９:30", "09:30 PM", "\0", "9" * 5000]
)
def test_what_is_no_time_is_refused(time):
    assert wrong(date="2026-03-12", time=time) == {"time": "Enter a time from 00:00 to 23:59, such as 09:30"}


def test_both_are_named():
    assert set(wrong()) == {"date", "time"}


@pytest.mark.parametrize("at", ["x", "2026-03-12", "2026-02-30T09:00Z", "２０２６-03-12T09:00Z", "\0", "9" * 5000])
def test_a_moment_that_was_not_offered_like_this_is_refused(at):
    assert set(wrong(at=at)) == {"when"}


def test_a_moment_that_was_offered_is_taken():
    at = datetime(2026, 3, 12, 9, 5, tzinfo=UTC)
    assert Typed(at=moments.offered(at)).moment() == at


@pytest.mark.parametrize(
    ("zone", "date", "time"),
    [("Europe/Paris", "2026-03-29", "02:30"), ("Europe/Paris", "2026-03-29", "02:00"), ("America/New_York", "2026-03-08", "02:59"),
     ("Australia/Lord_Howe", "2026-10-04", "02:15")],
)  # fmt: skip
def test_a_time_that_the_clocks_go_over_does_not_exist(zone, date, time):
    assert "does not exist" in wrong(zone=zone, date=date, time=time)["time"]


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_a_time_that_comes_twice_asks_which_and_then_is_that(fold, hour):
    typed = {"zone": "Europe/Paris", "date": "2026-10-25", "time": "02:30"}
    assert "comes twice" in wrong(**typed)["fold"]
    assert "comes twice" in wrong(**typed, fold="both")["fold"]
    assert Typed(**typed, fold=fold).moment() == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(("date", "year"), [("0001-01-01", 1970), ("1969-12-31", 1970), ("9999-12-31", 9000)])
def test_a_year_far_from_here_is_still_a_moment_to_be_refused(date, year):
    assert Typed(date=date, time="00:00", zone="Pacific/Kiritimati").moment().year == year


@given(
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_in_every_zone_a_moment_shows_what_was_typed_or_the_reason_is_said(zone, naive):
    """The truth is UTC: every moment, shown there and typed again, is that moment."""
    at = naive.replace(tzinfo=UTC)
    here = at.astimezone(moments.zone_named(zone))
    if here.second:  # clocks of long ago ran by the sun
        return
    typed = {"zone": zone, "date": f"{here:%Y-%m-%d}", "time": f"{here:%H:%M}"}
    try:
        found = [Typed(**typed).moment()]
    except Invalid as twice:
        assert set(twice.errors) == {"fold"}
        found = [Typed(**typed, fold=fold).moment() for fold in "01"]
    assert at in found
