"""How working hours and absences read, in the viewer's language and time zone."""

from datetime import datetime, timedelta

from babel.dates import format_date, get_day_names
from flask import Flask
from flask_babel import gettext as _

from inbox.clock import now
from inbox.models import availability
from inbox.models.availability import Absence, Span
from inbox.moments import zone_named
from inbox.services.availability import absence_of
from inbox.views.format import day_pattern
from inbox.views.speech import speech


def working_hours(person) -> str:
    """`Mon–Fri 09:00–17:00 (your time 10:00–18:00)`; nothing when the person said nothing, or is no freelancer."""
    if not person.role_freelancer:
        return ""
    return ", ".join(_span(span, person) for span in availability.spans(person))


def last_day(absence: Absence) -> str:
    """`12 March`."""
    return format_date(absence.last, day_pattern(absence.last, "MMMM"), locale=speech().locale)


def is_over(person) -> bool:
    """Whether the last day of the absence has passed where the person lives."""
    return person.away_until < now().astimezone(zone_named(person.time_zone)).date()


def weekdays() -> list[str]:
    """`Monday` and on."""
    names = get_day_names("wide", context="stand-alone", locale=speech().locale)
    return [names[day][:1].upper() + names[day][1:] for day in range(7)]


def register(app: Flask) -> None:
    """Gives them to the templates."""
    for function in (working_hours, absence_of, last_day):
        app.add_template_global(function)


def _span(span: Span, person) -> str:
    there = f"{_days(span, 0)} {span.begins:%H:%M}–{span.ends:%H:%M}"
    here = _here(span, person)
    return _("%(hours)s (your time %(yours)s)", hours=there, yours=here) if here else there


def _here(span: Span, person) -> str:
    """The same hours where the viewer lives, as the clocks stand today; with the days, where those differ."""
    zone, today = zone_named(person.time_zone), now().astimezone(zone_named(person.time_zone)).date()
    begins, ends = (
        datetime.combine(today, at, zone).astimezone(speech().zone) for at in (span.begins, span.ends)
    )  # fmt: skip
    shift = (begins.date() - today) // timedelta(days=1)
    if not shift and begins.time() == span.begins:
        return ""
    times = f"{begins:%H:%M}–{ends:%H:%M}"
    return f"{_days(span, shift)} {times}" if shift else times


def _days(span: Span, shift: int) -> str:
    names = get_day_names("abbreviated", context="stand-alone", locale=speech().locale)
    first, last = names[(span.first + shift) % 7], names[(span.last + shift) % 7]
    return first if span.first == span.last else f"{first}–{last}"
