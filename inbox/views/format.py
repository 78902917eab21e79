"""How times, places and languages read in the viewer's language and time zone: the filters of the templates."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from inbox import cautions as caution
from inbox import sizes, translator
from inbox.clock import now
from inbox.models.assistant import REASONS as REASONS_TO_HAND_OVER
from inbox.moments import zone_named
from inbox.text import bare, plain, rich
from inbox.translator.engine import REASONS, said
from inbox.views.speech import Speech, speech
from inbox.world import COUNTRIES, LANGUAGES

MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)
NAMES = 2048
"""So many names of languages are kept; people may name any."""


class LocalTime(NamedTuple):
    """The time where somebody lives, and how far that is from the viewer's."""

    clock: str
    city: str
    difference: str

    def __str__(self) -> str:
        return _("%(clock)s in %(city)s", clock=self.clock, city=self.city)


def clock(at: datetime) -> str:
    """`09:48`: the viewer's time, 24 hours in every language."""
    return _here(at).strftime("%H:%M")


def when(at: datetime) -> str:
    """How long ago, as a list says it: `09:48` today, `Wed` within a week, then `9 Mar`, then `9 Mar 2025`."""
    day, today = _here(at).date(), _today()
    if day == today:
        return clock(at)
    if today - WEEK < day < today:
        return format_date(day, "EEE", locale=speech().locale)
    return format_date(day, day_pattern(day, "MMM"), locale=speech().locale)


def day_name(day: str | date) -> str:
    """The name of a day above its messages: `Today`, `Yesterday, Wednesday 11 March`, `Tuesday 10 March`."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    if day == _today():
        return _("Today")
    name = format_date(day, "EEEE " + day_pattern(day, "MMMM"), locale=speech().locale)
    if day == _today() - timedelta(days=1):
        return _("Yesterday, %(day)s", day=name)
    return name[:1].upper() + name[1:]


def seconds(at: datetime) -> str:
    """`09:48:05`: the viewer's time, to the second."""
    return _here(at).strftime("%H:%M:%S")


def moment(at: datetime) -> str:
    """A day and time to come: `today, 09:48`, `tomorrow, 09:48`, `Thu 12 Mar, 09:48`."""
    return _day_and_time(_here(at), _today())


def their_time(at: datetime, time_zone: str) -> str:
    """What the clock shows then in that time zone: `18:48 in Tokyo`, with the day when it is another one."""
    zone = zone_named(time_zone)
    there, here = _aware(at).astimezone(zone), _here(at)
    shown = there.strftime("%H:%M") if there.date() == here.date() else _day_and_time(there, None)
    return _("%(time)s in %(city)s", time=shown, city=_city(zone))


def _day_and_time(at: datetime, today: date | None) -> str:
    time = at.strftime("%H:%M")
    if today and at.date() == today:
        return _("today, %(time)s", time=time)
    if today and at.date() == today + timedelta(days=1):
        return _("tomorrow, %(time)s", time=time)
    return format_date(at.date(), "EEE " + day_pattern(at.date(), "MMM"), locale=speech().locale) + f", {time}"


def full_day(at: datetime) -> str:
    """`12 March 2026`: a day that is read years later."""
    day = _here(at).date()
    return format_date(day, f"{_day_number(day)} MMMM y", locale=speech().locale)


def short_day(at: datetime) -> str:
    """`12 Mar 2026`: the same where there is little room."""
    day = _here(at).date()
    return format_date(day, f"{_day_number(day)} MMM y", locale=speech().locale)


def filesize(size: int) -> str:
    """`12.3 MB`, in steps of a thousand, as shops and disks count."""
    number, units = size, (_("%(n)s bytes"), _("%(n)s kB"), _("%(n)s MB"), _("%(n)s GB"), _("%(n)s TB"))
    for unit in units:
        if number < 1000 or unit == units[-1]:
            break
        number /= 1000
    shown = format_decimal(number, "#,##0" if unit == units[0] or number >= 100 else "#,##0.0", speech().locale)
    return unit % {"n": shown}


def size(bytes_: int) -> str:
    """`1.4 GB`, in steps of 1,024, as the limit of a file counts."""
    return sizes.said(bytes_)


def kind_name(file) -> str:
    """What kind of file it is, by what it holds: `PDF`, `JPEG`; where that has no short name, by how it is called."""
    named = file.kind.rpartition("/")[2].rpartition(".")[2].removeprefix("x-").partition("+")[0].upper()
    if named == "PLAIN":
        return _("Text")
    ending = file.name.rpartition(".")[2].upper()
    return named if len(named) <= KIND_MAX else ending if len(ending) <= KIND_MAX else _("File")


def role_name(role: str) -> str:
    """What a person is, in the viewer's language."""
    return {
        "client": _("Client"),
        "freelancer": _("Freelancer"),
        "moderator": _("Moderator"),
        "administrator": _("Administrator"),
    }[role]


def month(at: datetime) -> str:
    """`May 2023`."""
    return format_date(_here(at).date(), "MMM y", locale=speech().locale)


def local_time(person) -> LocalTime:
    """The time now where that person lives."""
    return _local_time(person.time_zone, now().replace(second=0, microsecond=0), speech())


@lru_cache
def _local_time(time_zone: str, minute: datetime, _speech: Speech) -> LocalTime:
    zone = zone_named(time_zone)
    there, here = minute.astimezone(zone), _here(minute)
    return LocalTime(there.strftime("%H:%M"), _city(zone), _difference(there.utcoffset() - here.utcoffset()))


def language_name(code: str) -> str:
    """`Portuguese` for `pt`; the code itself when the language has no name here."""
    return _language_name(code, speech().locale)


@lru_cache(NAMES)
def _language_name(code: str, locale: Locale) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(locale) or code
    except (ValueError, TypeError, UnknownLocaleError):
        return locale.languages.get(code, code)


def country_name(code: str) -> str:
    """`Portugal` for `PT`; the code itself when the country has no name here."""
    return speech().locale.territories.get(code.upper(), code)


def languages(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The languages to choose from, (code, name) in the order of their names; `more` are offered too."""
    offered = {code for code in LANGUAGES if "-" not in code}
    return sorted_languages(code for code in offered | set(more) if code)


def sorted_languages(codes: Iterable[str]) -> list[tuple[str, str]]:
    """These, (code, name) in the order of their names."""
    locale = speech().locale
    return _sorted({code: _language_name(code, locale) for code in codes})


def countries(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The countries to choose from, in the order of their names; `more` are offered too."""
    names = speech().locale.territories
    return _sorted({code: names.get(code.upper(), code) for code in COUNTRIES | set(more) if code})


def _sorted(names: dict[str, str]) -> list[tuple[str, str]]:
    """Accents count for nothing, as in dictionaries."""
    return sorted(names.items(), key=lambda pair: bare(pair[1]))


def money(amount: int, currency: str) -> str:
    """`€350`, `€12.50`: minor units of a currency, the cents only where there are any."""
    pattern = speech().locale.currency_formats["standard"].pattern
    if amount % 100 == 0:
        pattern = pattern.replace(".00", "")
    value = Decimal(amount) / 100
    return format_currency(value, currency, pattern, locale=speech().locale, currency_digits=False)


def percent(share: int) -> str:
    """`92%`, in French `92 %`."""
    return format_percent(Decimal(share) / 100, locale=speech().locale)


def about_as_long(seconds: int) -> str:
    """`about 40 min`, `about 2 h`, `about 3 days`: rounded the more, the longer it is."""
    minutes, hours = max(1, round(seconds / 60)), round(seconds / 3600)
    if minutes >= 10:
        minutes = round(minutes / 5) * 5
    if minutes < 60:
        return _("about %(num)s min", num=minutes)
    if hours < 48:
        return _("about %(num)s h", num=max(1, hours))
    days = round(seconds / 86400)
    return ngettext("about %(num)s day", "about %(num)s days", days)


def typed_amount(amount: int) -> str:
    """`350`, `12.50`, in French `12,50`: minor units as a person types them."""
    return format_decimal(Decimal(amount) / 100, "0.00" if amount % 100 else "0", locale=speech().locale)


def cautions(text: str) -> list[str]:
    """What whoever gets a message that says this is told to think about."""
    return [str(caution.CAUTIONS[name].sentence) for name in caution.of_text(text)]


def engine_title(name: str) -> str:
    """How people call a translator."""
    return translator.title(name)


def untranslated(reason: str, engine: str) -> str:
    """Why there is no translation: the sentence for that reason, or the one that is said already."""
    return str(said(reason, engine)) if reason in REASONS else reason


def why_handed(reason: str) -> str:
    """Why an assistant handed over to its freelancer."""
    return str(REASONS_TO_HAND_OVER.get(reason, REASONS_TO_HAND_OVER["unknown"]))


def translators() -> str:
    """Who translates here, and whether text leaves this server for it; "" when nobody does."""
    engines = translator.engines()
    return _translators(tuple(each.title for each in engines if not each.leaves()), translator.leaves(), speech())


@lru_cache(64)
def _translators(here: tuple[str, ...], away: tuple[str, ...], _speech: Speech) -> str:
    if not (here or away):
        return ""
    if not away:
        return _("By %(engine)s, on this server", engine=_list(here))
    if not here:
        return _("By %(engine)s: the text is sent there", engine=_list(away))
    return _("By %(engine)s on this server; the rest goes to %(other)s", engine=_list(here), other=_list(away))


def _list(names: Iterable[str]) -> str:
    return format_list(list(names), style="or", locale=speech().locale)


KIND_MAX = 5
OF_SPEECH = (clock, seconds, moment, when, day_name, full_day, short_day, month, rich, plain, filesize, size, kind_name,
             role_name, language_name, country_name, money, percent, about_as_long, cautions, engine_title,
             untranslated, why_handed)  # fmt: skip
"""What depends on its argument and on the speech of the page alone: fragments may use these."""


def register(app: Flask) -> None:
    """Gives the templates of the application all of these, and `rich` and `plain`."""
    for filter_ in OF_SPEECH:
        app.add_template_filter(filter_)
    for function in (local_time, their_time, language_name, country_name, role_name, now, translators):
        app.add_template_global(function)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _here(at: datetime) -> datetime:
    return _aware(at).astimezone(speech().zone)


def _today() -> date:
    return speech().today


def day_pattern(day: date, month_pattern: str) -> str:
    """Day and month, with the year when it is not this one; the first of a month is `1er` in French."""
    number = _day_number(day)
    year = "" if day.year == _today().year else " y"
    return f"{number} {month_pattern}{year}"


def _day_number(day: date) -> str:
    return "'1er'" if day.day == 1 and speech().locale.language == "fr" else "d"


def _city(zone: ZoneInfo) -> str:
    return get_timezone_location(zone, locale=speech().locale, return_city=True).rpartition("/")[2]


def _difference(ahead: timedelta) -> str:
    if not ahead:
        return _("same as you")
    if ahead > timedelta():
        return _("%(time)s ahead", time=_hours(ahead))
    return _("%(time)s behind", time=_hours(-ahead))


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(length // MINUTE, 60)
    if not hours:
        return _("%(minutes)s min", minutes=minutes)
    if not minutes:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s", hours=hours, minutes=minutes)
