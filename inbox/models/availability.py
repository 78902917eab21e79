"""Availability: when a freelancer works, and when not. What is stored with the person, read."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo


@dataclass(frozen=True)
class Span:
    """The same hours on days that follow each other; Monday is 0."""

    first: int
    last: int
    begins: time
    ends: time


@dataclass(frozen=True)
class Absence:
    """Out of office, up to and with the last day."""

    last: date
    message: str


def spans(person) -> list[Span]:
    """The working hours of the week, days of equal hours together."""
    found: list[Span] = []
    for day, hours in enumerate(person.working_hours or ()):
        if not hours:
            continue
        begins, ends = map(time.fromisoformat, hours)
        before = found[-1] if found else None
        if before and (before.last, before.begins, before.ends) == (day - 1, begins, ends):
            found[-1] = Span(before.first, day, begins, ends)
        else:
            found.append(Span(day, day, begins, ends))
    return found


def absence(person, at: datetime, zone: tzinfo) -> Absence | None:
    """The absence that a freelancer is in at that moment, by the days of their own time zone. It ends by itself."""
    if not person.role_freelancer or person.away_from is None or person.away_until is None:
        return None
    today = at.astimezone(zone).date()
    return Absence(person.away_until, person.away_message) if person.away_from <= today <= person.away_until else None
