"""How working hours and absences read."""

from datetime import datetime

import pytest

from inbox import clock
from inbox.services import availability
from tests.services.test_availability import FREE, said

DAY, SHORT = ("09:00", "17:00"), ("09:00", "13:00")
WEEK = [DAY] * 5 + FREE[5:]


@pytest.fixture(autouse=True)
def _noon():
    clock.freeze(datetime.fromisoformat("2026-03-10T12:00:00+00:00"))


@pytest.fixture
def reads(cast, bo):
    """What somebody in that time zone, of that language, reads of Bo's hours on his profile."""

    def read(hours, zone: str = "UTC", locale: str = "en") -> str:
        cast.do(availability.change, bo, said(hours=hours))
        eve = cast.person(f"eve-{locale}-{zone[-4:].lower()}", time_zone=zone, locale=locale)
        return cast.logged_in(eve).read("/people/bo").text

    return read


@pytest.mark.parametrize(
    ("hours", "words"),
    [(WEEK, "Mon–Fri 09:00–17:00"), ([DAY] * 4 + [SHORT, *FREE[5:]], "Mon–Thu 09:00–17:00, Fri 09:00–13:00"),
     ([DAY, ("", ""), DAY, *FREE[3:]], "Mon 09:00–17:00, Wed 09:00–17:00"), ([DAY] * 7, "Mon–Sun 09:00–17:00")],
)  # fmt: skip
def test_days_of_equal_hours_are_one(reads, hours, words):
    assert words in reads(hours)
    assert "your time" not in reads(hours)


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Lisbon", "Mon–Fri 09:00–17:00 Member"), ("Europe/Paris", "(your time 10:00–18:00)"),
     ("Asia/Kolkata", "(your time 14:30–22:30)"), ("Pacific/Kiritimati", "(your time 23:00–07:00)"),
     ("Pacific/Niue", "(your time Sun–Thu 22:00–06:00)")],
)  # fmt: skip
def test_others_read_them_in_their_own_time_with_the_day_where_it_is_another(reads, zone, words):
    assert words in reads(WEEK, zone)


def test_they_follow_the_clocks_of_summer(reads):
    clock.freeze(datetime.fromisoformat("2026-07-10T12:00:00+00:00"))
    assert "(your time 11:00–19:00)" in reads(WEEK, "Europe/Paris")


def test_they_are_french_in_french(reads):
    assert "lun.–ven. 09:00–17:00 (à votre heure : 10:00–18:00)" in reads(WEEK, "Europe/Paris", "fr")


def test_nothing_said_is_nothing_shown(reads):
    assert "Working hours" not in reads(FREE)
