"""Replies: what an assistant says, put together: sentences of ours around what the freelancer wrote.

All that an answer says of the freelancer is quoted, or set from what they chose in forms; no sentence here holds a
number. `checked` compares the whole text with what it is out of, after whatever was translated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_currency
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from inbox.answering import made_up
from inbox.models.availability import Span
from inbox.services.knowledge import Hours, Known, Terms, language_name
from inbox.text import excerpt, plain

LOCALES = ("en", "fr")
"""The languages that an assistant speaks by itself."""


@dataclass(frozen=True)
class Voice:
    """Who speaks: the assistant (its name, or none) of that freelancer, in one of LOCALES."""

    freelancer: str
    assistant: str
    locale: str


@dataclass(frozen=True)
class Wording:
    """Something that the freelancer wrote, as it is told: word for word, or in another language, by that engine."""

    text: str
    original: str = ""  # when it is translated
    source: str = ""  # the language that it was written in, where that is known
    engine: str = ""  # the title of who translated it
    failed: bool = False  # it should be in another language, and is not


@dataclass(frozen=True)
class Reply:
    """A text, and all that its numbers may be from."""

    text: str
    holds: tuple[str, ...]

    @property
    def made_up(self) -> set[str]:
        """The numbers, months and currencies in it that are from nowhere."""
        return made_up(self.text, self.holds)


def answer(known: Known, voice: Voice, quote: Wording, asks: Wording, longest: int, worded: str = "") -> Reply:
    """What the assistant says when it knows something. `asks`: what it asks in turn, a question a line, maybe none;
    `worded`: what an endpoint says, above the quote that it is out of.

    A text that would be longer than a message may be loses the original beside its translation, then the end of the
    quote."""
    holds = (voice.freelancer, voice.assistant, *known.holds, asks.original or asks.text)
    for wording in (quote, replace(quote, original="")):
        text = _answer(known, voice, wording, asks, worded)
        if len(text) <= longest:
            return Reply(text, holds)
    too_much = len(text) - longest
    shorter = replace(quote, original="", text=excerpt(quote.text, max(1, len(quote.text) - too_much - 1)))
    return Reply(_answer(known, voice, shorter, asks, worded)[:longest], holds)


def hand_over(reason: str, voice: Voice, asks: Wording, longest: int) -> Reply:
    """What it says when a person has to answer."""
    with force_locale(voice.locale):
        text = _joined([_who(voice), _passed_on(reason, voice), *_asked(asks, voice)])
    return Reply(text[:longest], (voice.freelancer, voice.assistant, asks.original or asks.text))


def greeting(voice: Voice, asks: Wording, longest: int) -> Reply:
    """What it says to who has asked nothing yet."""
    with force_locale(voice.locale):
        invites = _("Ask what you want to know: I answer from what %(name)s wrote.", name=_name(voice))
        text = _joined([_who(voice), invites, *_asked(asks, voice)])
    return Reply(text[:longest], (voice.freelancer, voice.assistant, asks.original or asks.text))


def _answer(known: Known, voice: Voice, quote: Wording, asks: Wording, worded: str) -> str:
    with force_locale(voice.locale):
        said = [_who(voice), *([worded] if worded else []), _block(known, voice, quote)]
        if quote.original:
            said.append(_("In the original:") + "\n" + _quoted(quote.original))
        if quote.failed:
            said.append(_("There is no translation right now: this is what %(name)s wrote.", name=_name(voice)))
        said += _asked(asks, voice)
        said.append(_("To talk to %(name)s in person, say so here.", name=_name(voice)))
    return _joined(said)


def _block(known: Known, voice: Voice, quote: Wording) -> str:
    lines = [_introduced(known, voice, quote)]
    lines += [_quoted(quote.text)] if quote.text else []
    lines += [each for each in (_terms(known.terms, voice.locale), _hours(known.hours, voice.locale)) if each]
    if known.languages:
        lines.append(", ".join(language_name(code, voice.locale) for code in known.languages))
    return "\n".join(lines)


def _introduced(known: Known, voice: Voice, quote: Wording) -> str:
    name = _name(voice)
    if known.kind == "service":
        said = _("What %(name)s says about “%(title)s”", name=name, title=plain(known.name))
    elif known.kind == "faq":
        said = _("What %(name)s answers to “%(title)s”", name=name, title=plain(known.name))
    elif known.kind == "hours":
        said = _("What %(name)s says about working hours", name=name)
    elif known.kind == "languages":
        said = _("Languages that %(name)s speaks", name=name)
    else:
        said = _("What %(name)s says in the profile", name=name)
    if quote.engine:
        language = quote.source and language_name(quote.source, voice.locale)
        by = _("translated by %(engine)s", engine=quote.engine)
        if language:
            by = _("translated from %(language)s by %(engine)s", language=language, engine=quote.engine)
        said += f" ({by})"
    return _("%(what)s:", what=said)


def _who(voice: Voice) -> str:
    if voice.assistant:
        return _("This is an automatic answer by %(assistant)s, the assistant of %(name)s.",
                 assistant=plain(voice.assistant), name=_name(voice))  # fmt: skip
    return _("This is an automatic answer by the assistant of %(name)s.", name=_name(voice))


def _passed_on(reason: str, voice: Voice) -> str:
    if reason == "person":
        return _("I have passed on that you want to talk to %(name)s in person.", name=_name(voice))
    if reason == "intake":
        return _("Thank you. I have passed this on to %(name)s.", name=_name(voice))
    if reason in ("word", "budget", "currency", "enough"):
        return _("I leave this to %(name)s, and have passed it on.", name=_name(voice))
    return _("%(name)s wrote nothing that answers this. I have passed it on.", name=_name(voice))


def _asked(asks: Wording, voice: Voice) -> list[str]:
    if not asks.text:
        return []
    questions = "\n".join(f"– {line}" for line in asks.text.split("\n"))
    return [_("%(name)s would like to know from you:", name=_name(voice)) + "\n" + questions]


def _quoted(text: str) -> str:
    return _("“%(text)s”", text=text.strip())


def _name(voice: Voice) -> str:
    return plain(voice.freelancer)


def _joined(said: Sequence[str]) -> str:
    return "\n\n".join(said)


def _terms(terms: Terms | None, locale: str) -> str:
    if terms is None:
        return ""
    said = []
    if terms.price is not None:
        said.append(_("from %(price)s", price=_money(terms.price, terms.currency, locale)))
    if terms.days is not None:
        said.append(ngettext("%(num)s day", "%(num)s days", terms.days))
    if terms.revisions is not None:
        said.append(ngettext("%(num)s revision", "%(num)s revisions", terms.revisions))
    elif terms.is_unlimited:
        said.append(_("any number of revisions"))
    return " · ".join(said)


def _money(amount: int, currency: str, locale: str) -> str:
    """The cents only where there are any."""
    pattern = Locale(locale).currency_formats["standard"].pattern
    pattern = pattern if amount % 100 else pattern.replace(".00", "")
    return format_currency(Decimal(amount) / 100, currency, pattern, locale=locale, currency_digits=False)


def _hours(hours: Hours | None, locale: str) -> str:
    if hours is None:
        return ""
    said = [_("Working hours: %(hours)s (%(zone)s)", zone=hours.zone,
              hours=", ".join(_span(span, locale) for span in hours.spans))] if hours.spans else []  # fmt: skip
    if hours.absence:
        day = format_date(hours.absence.last, "long", locale=locale)
        said.append(_("Out of office until %(day)s", day=day))
    return "\n".join(said)


def _span(span: Span, locale: str) -> str:
    names = get_day_names("wide", context="format", locale=locale)
    days = names[span.first] if span.first == span.last else f"{names[span.first]}–{names[span.last]}"
    return f"{days} {span.begins:%H:%M}–{span.ends:%H:%M}"
