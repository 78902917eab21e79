"""What somebody typed into the search field, taken apart. Pure, and never an error: what is no operator is words.

logo "final version" from:bo after:2026-03 is:unread label:"To do"
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property

from inbox import words

TYPED_MAX = 400
"""Characters that are looked at."""
TERMS_MAX = 16

HAS = ("file", "offer")
IS = ("unread", "starred")
_PART = re.compile(r'(?P<name>[a-z]+):(?P<value>"[^"]*"|[^\s"]+)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)', re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


@dataclass
class Query:
    """What to look for. Everything that is named must be so."""

    terms: list[str] = field(default_factory=list)
    """Words and phrases, as they were typed."""
    authors: list[str] = field(default_factory=list)
    """Usernames after from:."""
    has: set[str] = field(default_factory=set)
    orders: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    before: datetime | None = None
    after: datetime | None = None
    flags: set[str] = field(default_factory=set)
    """What is:… says of the conversation."""

    @property
    def words(self) -> str:
        """The words and phrases alone."""
        return " ".join(self.terms)

    @cached_property
    def phrases(self) -> list[str]:
        """What a text must say, each as `words.line` would write it."""
        return [words.line(term) for term in self.terms]

    @property
    def narrowed(self) -> bool:
        """Whether an operator says more than the words do: then messages alone are meant."""
        return bool(self.authors or self.has or self.orders or self.labels or self.before or self.after or self.flags)

    def __bool__(self) -> bool:
        return bool(self.terms) or self.narrowed

    def said_by(self, text: str) -> bool:
        """Whether that text says all of it."""
        line = words.line(text)
        return all(phrase in line for phrase in self.phrases)


def parse(typed: str, zone: tzinfo = UTC) -> Query:
    """What was meant. Dates are days in that time zone."""
    query = Query()
    for part in _PART.finditer(typed[:TYPED_MAX]):
        name, value = (part["name"] or "").lower(), (part["value"] or "").strip('"')
        if name and _OPERATORS.get(name, _unknown)(query, value, zone):
            continue
        _add_words(query, part[0] if name else part["phrase"] if part["phrase"] is not None else part["word"])
    return query


def _add_words(query: Query, text: str) -> None:
    """A phrase or a word; nothing when there is neither letter nor digit in it."""
    if len(query.terms) < TERMS_MAX and words.units(text):
        query.terms.append(text.replace("\0", " "))


def _unknown(_query: Query, _value: str, _zone: tzinfo) -> bool:
    return False


def _from(query: Query, value: str, _zone: tzinfo) -> bool:
    query.authors.append(value.lower().removeprefix("@"))
    return True


def _has(query: Query, value: str, _zone: tzinfo) -> bool:
    known = value.lower() in HAS
    query.has |= {value.lower()} if known else set()
    return known


def _is(query: Query, value: str, _zone: tzinfo) -> bool:
    known = value.lower() in IS
    query.flags |= {value.lower()} if known else set()
    return known


def _order(query: Query, value: str, _zone: tzinfo) -> bool:
    query.orders.append(value)
    return True


def _label(query: Query, value: str, _zone: tzinfo) -> bool:
    query.labels.append(value)
    return True


def _before(query: Query, value: str, zone: tzinfo) -> bool:
    """Up to the beginning of that year, month or day."""
    if days := _days(value):
        query.before = min(filter(None, (query.before, _midnight(days[0], zone))))
    return bool(days)


def _after(query: Query, value: str, zone: tzinfo) -> bool:
    """From the end of that year, month or day."""
    if days := _days(value):
        query.after = max(filter(None, (query.after, _midnight(days[1], zone))))
    return bool(days)


_OPERATORS = {
    "from": _from, "has": _has, "is": _is, "order": _order, "label": _label, "before": _before, "after": _after,
}  # fmt: skip


def _days(value: str) -> tuple[date, date] | None:
    """The first day of that year, month or day, and the first one after it; None when that is no date."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = date(year, month or 1, day or 1)
        if day is None:
            return start, date(year + 1, 1, 1) if month is None else (start.replace(day=28) + timedelta(4)).replace(
                day=1
            )
        return start, start + timedelta(1)
    except (ValueError, OverflowError):
        return None


def _midnight(day: date, zone: tzinfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # at the ends of time
        return datetime.combine(day, time(), UTC)
