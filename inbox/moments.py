"""A date and a time as somebody types them, in their time zone: which moment that is, or what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from inbox.errors import Invalid

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TIME = re.compile(r"(\d{1,2})[:.hH](\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
YEARS = range(1970, 9000)
"""Any other year is refused as over or too far away, and no arithmetic with it can overflow."""
FIRST, SECOND = "0", "1"
OFFERED = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True)
class Typed:
    """A moment as a form gives it: one of those offered, or a day and a time on the clocks of a zone."""

    at: str = ""  # one that was offered, in UTC
    date: str = ""
    time: str = ""
    fold: str = ""  # which of two: when clocks go back, an hour comes twice
    zone: str = "UTC"

    def moment(self) -> datetime:
        """Which moment is meant. Raises Invalid with a sentence for each field."""
        if self.at:
            return _offered(self.at)
        day, clock = _day(self.date), _clock(self.time)
        if errors := _wrong(day, clock):
            raise Invalid(errors)
        if day.year not in YEARS:
            return datetime(min(max(day.year, 1970), 9000), 1, 1, tzinfo=UTC)
        return _on_the_clock(datetime.combine(day, clock), zone_named(self.zone), self.fold)


def zone_named(name: str) -> ZoneInfo:
    """That time zone, or UTC when this machine's tables have none of this name."""
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError, TypeError):
        return ZoneInfo("UTC")


def offered(at: datetime) -> str:
    """A moment as a form offers it."""
    return at.astimezone(UTC).strftime(OFFERED)


def both(naive: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The two moments at which clocks there may show that: the same one, but for two nights a year."""
    return tuple(naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def _on_the_clock(naive: datetime, zone: ZoneInfo, fold: str) -> datetime:
    first, second = both(naive, zone)
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != naive:
        sentence = _l("This time does not exist: that night the clocks go forward over it. Choose another.")
        raise Invalid({"time": sentence})
    if fold not in (FIRST, SECOND):
        raise Invalid({"fold": _l("This time comes twice: that night the clocks go back. Choose which one you mean.")})
    return second if fold == SECOND else first


def _offered(at: str) -> datetime:
    try:
        return datetime.strptime(at if at.isascii() else "", OFFERED).replace(tzinfo=UTC)
    except ValueError:
        raise Invalid({"when": _l("Choose a time from the list")}) from None


def _wrong(day, clock) -> dict:
    errors = {}
    if day is None:
        errors["date"] = _l("Enter a day as year, month and day, such as 2026-03-12")
    if clock is None:
        errors["time"] = _l("Enter a time from 00:00 to 23:59, such as 09:30")
    return errors


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if DATE.fullmatch(text.strip()) else None
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    found = TIME.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def years_after(at: datetime, years: int) -> datetime:
    """The same day and time so many years later, by the calendar; the day after 28 February for a 29th that is not."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)
