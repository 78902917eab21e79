"""Availability: when a freelancer works, is away, and takes new clients. Others read it; a first message obeys it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.events import AvailabilityChanged
from inbox.models.availability import Absence, absence
from inbox.models.person import Person
from inbox.models.service import PRICE
from inbox.moments import zone_named
from inbox.money import CURRENCIES, amount
from inbox.services import bodies
from inbox.text import clean, is_blank
from inbox.transaction import tell, transaction

DAYS = 7
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:hH.]([0-5][0-9])?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Availability:
    """It all as it was typed."""

    hours: list[tuple[str, str]]  # (from, until) of each weekday, Monday first
    away_from: str
    away_until: str
    away_message: str
    takes_new_clients: bool
    budget: str
    currency: str


@transaction
def change(person: Person, typed: Availability) -> None:
    """Raises Invalid with a sentence for each field; then nothing is changed. NotAllowed for who is no freelancer."""
    refuse_all_but_freelancers(person)
    errors: dict = {}
    hours = _hours(typed.hours, errors)
    away_from, away_until = _period(typed, _today(person), errors)
    message = _message(typed.away_message, errors)
    budget = _budget(typed, errors)
    if errors:
        raise Invalid(errors)
    person.working_hours = hours if any(hours) else []
    person.away_from, person.away_until, person.away_message = away_from, away_until, message
    person.takes_new_clients = typed.takes_new_clients
    person.budget_min, person.budget_currency = budget, typed.currency
    tell(AvailabilityChanged(person.id))


def absence_of(person: Person) -> Absence | None:
    """The absence that the person is in now."""
    return absence(person, now(), zone_named(person.time_zone))


def refuse_all_but_freelancers(person: Person) -> None:
    """Raises NotAllowed for somebody who is no freelancer."""
    if not person.role_freelancer:
        raise NotAllowed(_l("Only freelancers say when they are available."))


def _today(person: Person) -> date:
    return now().astimezone(zone_named(person.time_zone)).date()


def _hours(typed: list[tuple[str, str]], errors: dict) -> list[list[str] | None]:
    found: list[list[str] | None] = []
    for number, (begins, ends) in enumerate(typed[:DAYS], start=1):
        times = [_time(begins), _time(ends)]
        if not begins.strip() and not ends.strip():
            times = None
        elif None in times:
            errors[f"from_{number}"] = _l("Enter both times, such as 09:00 and 17:00, or none")
        elif times[0] >= times[1]:
            errors[f"from_{number}"] = _l("The day must end after it begins; after midnight it is the next day")
        found.append(times)
    return found + [None] * (DAYS - len(found))


def _time(text: str) -> str | None:
    """`09:00` for that, for `9:00` and for `9h`."""
    found = _TIME.fullmatch(text.strip())
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else None


def _period(typed: Availability, today: date, errors: dict) -> tuple[date | None, date | None]:
    first, last = typed.away_from.strip(), typed.away_until.strip()
    if not first and not last:
        return None, None
    begins, ends = (_date(first) if first else today), _date(last)
    if begins is None:
        errors["away_from"] = _l("Enter a day such as 2026-03-12")
    if ends is None:
        errors["away_until"] = _l("Enter the last day, such as 2026-03-12")
    elif ends < today:
        errors["away_until"] = _l("This day is over")
    elif ends > today + timedelta(days=settings().away_days_max):
        errors["away_until"] = _l("Choose a day within the next %(number)s days", number=settings().away_days_max)
    elif begins is not None and begins > ends:
        errors["away_until"] = _l("The last day cannot be before the first")
    return begins, ends


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _message(text: str, errors: dict) -> str:
    text = clean(text).strip()
    if wrong := bodies.wrong_with(text, settings().away_message_max):
        errors["away_message"] = wrong
    return "" if is_blank(text) else text


def _budget(typed: Availability, errors: dict) -> int | None:
    if typed.currency not in CURRENCIES:
        errors["currency"] = _l("Choose a currency from the list")
    if not typed.budget.strip():
        return None
    least = amount(typed.budget)
    if least is None or not PRICE[0] <= least <= PRICE[1]:
        errors["budget"] = _l("Enter an amount from 1 to 1,000,000, such as 350 or 12.50, or nothing")
    return least
