"""In which language and time zone a page speaks to its viewer, and its sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache

import pytz
from babel import Locale
from babel.support import NullTranslations
from flask import Flask, has_request_context, request, session
from flask_babel import get_locale, get_timezone, get_translations
from jinja2 import pass_eval_context
from markupsafe import Markup

from inbox.clock import now
from inbox.extensions import babel
from inbox.services.people import LOCALES
from inbox.views.viewer import viewer


def locale() -> str:
    """The viewer's language; for a guest the one chosen here, else what the browser asks for."""
    if person := viewer():
        return person.locale
    if not has_request_context():
        return "en"
    chosen = session.get("locale")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES, "en")


def time_zone() -> str:
    """The viewer's time zone."""
    person = viewer()
    return person.time_zone if person else "UTC"


# Flask-Babel would parse the names with each page.
_locale = lru_cache(Locale.parse)
_zone = lru_cache(pytz.timezone)


class Sentences(dict):
    """The sentences of one language, each looked up once; with those that have no gaps as a page shows them."""

    def __init__(self, translations: NullTranslations):
        super().__init__()
        self.translations = translations

    def __missing__(self, text: str) -> tuple[str, Markup | None]:
        sentence = self.translations.ugettext(text)
        found = self[text] = sentence, None if "%" in sentence else Markup(sentence)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """All that words and times depend on. There is one of each kind: to compare two is to ask whether they are one."""

    locale: Locale
    zone: tzinfo
    today: date
    sentences: Sentences


_settled: ContextVar[Speech | None] = ContextVar("settled", default=None)


@contextmanager
def settled() -> Iterator[None]:
    """While a page is drawn its speech stays the same, and is found out once."""
    token = _settled.set(_speech_now())
    try:
        yield
    finally:
        _settled.reset(token)


def speech() -> Speech:
    """How the page that is being drawn speaks; outside of a drawing, how one would now."""
    return _settled.get() or _speech_now()


def _speech_now() -> Speech:
    zone = get_timezone()
    return _speech(get_locale(), zone, now().astimezone(zone).date(), get_translations())


@lru_cache(maxsize=512)
def _speech(locale: Locale, zone: tzinfo, today: date, translations: NullTranslations) -> Speech:
    return Speech(locale, zone, today, _sentences(translations))


@lru_cache
def _sentences(translations: NullTranslations) -> Sentences:
    return Sentences(translations)


@pass_eval_context
def gettext(drawing, text: str, /, **variables) -> str:
    """The sentence in the viewer's language, as templates say it: `_`."""
    sentence, whole = speech().sentences[text]
    return whole if whole is not None and drawing.autoescape else _filled(drawing, sentence, variables)


@pass_eval_context
def ngettext(drawing, one: str, many: str, num: int, /, **variables) -> str:
    """The sentence for that number of things."""
    return _filled(drawing, speech().sentences.translations.ungettext(one, many, num), {"num": num, **variables})


def _filled(drawing, sentence: str, variables: dict) -> str:
    """In a page what fills the gaps is escaped."""
    if "%" in sentence:
        return (Markup(sentence) if drawing.autoescape else sentence) % variables
    return Markup(sentence) if drawing.autoescape else sentence


SENTENCES = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
"""Under which names templates have them."""


def register(app: Flask) -> None:
    """Binds Flask-Babel to the viewer, and gives the templates their sentences."""
    babel.init_app(app, locale_selector=lambda: _locale(locale()), timezone_selector=lambda: _zone(time_zone()))
    app.jinja_env.globals.update(SENTENCES, locale=locale)
