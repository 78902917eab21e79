"""Pieces of pages that are kept once they are drawn: the rows of a list, the messages of a thread.

A fragment is kept by all that it shows: its values, and the speech of the page. So nothing is ever out of date, and
nothing has to be thrown away when something changes; what is not asked for any more makes room. The template of a
fragment is drawn where nothing but its values can be reached: no viewer, no request, no session, no clock.
"""

import sys
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from flask import Flask
from jinja2 import Environment, StrictUndefined
from jinja2.defaults import DEFAULT_FILTERS
from markupsafe import Markup

from inbox.views import filters, format, runs, speech
from inbox.views.addresses import path_to
from inbox.views.macros import Macros
from inbox.views.unmade import Unmade

PLAIN = (str, int, bool, type(None), datetime, date, Decimal)
"""What a value is made of: it cannot change, and what is equal looks the same. Markup would be equal to its text."""


GAP = "\0"
"""What stands in a kept fragment for a number that is filled in: no text that is stored can hold it."""


class NotPlain(TypeError):
    """A value that could change, or that hides what it shows: no fragment can be kept by it."""


class Kept:
    """The fragments asked for last, in two halves: when the younger one is full, the older one goes."""

    def __init__(self, size: int):
        self._half = size // 2
        self._young: dict[tuple, Markup] = {}
        self._old: dict[tuple, Markup] = {}
        self._room = self._half

    def get(self, key: tuple) -> Markup | None:
        """The fragment of that key."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: tuple, fragment: Markup) -> None:
        """Keeps it for a while. Threads that meet here lose a fragment at worst."""
        self._room -= 2 * sys.getsizeof(fragment)  # the key holds what the fragment shows
        if self._room < 0:
            self._old, self._young, self._room = self._young, {}, self._half
        self._young[key] = fragment


class Fragments:
    """What templates draw them with: `{{ fragment("layouts/_ways.html", unread=2) }}`, and for each row of a list
    `{{ fragment.each("conversations/_row.html", "r", rows, filter="all") }}`."""

    def __init__(self, app: Flask):
        self._app, self._kept = app, Kept(app.config["HALLE"].fragments_kib * 1024)

    def __call__(self, template: str, **values) -> Markup:
        known_by = [value.made_of if type(value) is Unmade else value for value in values.values()]
        key = (template, speech.speech(), *values, *known_by)
        found = self._kept.get(key)
        return self._drawn(key, template, values) if found is None else found

    def each(self, template: str, name: str, things: Iterable, **same) -> Markup:
        """One for each of the things, which it gets under that name: a call less for each row of a page."""
        head, tail, drawn = (template, speech.speech(), name, *same), tuple(same.values()), []
        for thing in things:
            key = (*head, thing, *tail)
            found = self._kept.get(key)
            drawn.append(self._drawn(key, template, {name: thing} | same) if found is None else found)
        return Markup("".join(drawn))

    def around(self, since: int, template: str, **values) -> Markup:
        """One with a gap for how far the page has seen, which is another number each time."""
        return Markup(self(template, since=GAP, **values).replace(GAP, str(since)))

    def _drawn(self, key: tuple, template: str, values: dict) -> Markup:
        refuse_what_is_not_plain(key[2:])
        fragment = Markup(self.environment.get_template(template).render(values))
        self._kept.put(key, fragment)
        return fragment

    @cached_property
    def environment(self) -> Environment:
        """Where fragments are drawn. All that it offers depends on values, speech and settings alone."""
        apart = self._app.jinja_env.overlay(undefined=StrictUndefined)
        apart.filters = {name: filter_ for name, filter_ in DEFAULT_FILTERS.items() if name != "random"}
        apart.filters |= {filter_.__name__: filter_ for filter_ in format.OF_SPEECH}
        given = {"url_for": path_to, "filter_arguments": filters.arguments, "config": self._app.config}
        given |= {"translators": format.translators}
        apart.globals = speech.SENTENCES | given | runs.GIVEN | {"ui": Macros(apart), "fragment": self}
        return apart


def refuse_what_is_not_plain(value) -> None:
    """Raises NotPlain for anything but plain values, and tuples of them."""
    if isinstance(value, tuple):
        for each in value:
            refuse_what_is_not_plain(each)
    elif type(value) not in PLAIN:
        raise NotPlain(f"{type(value).__name__} cannot be the value of a fragment")


def register(app: Flask) -> None:
    """Gives it to the templates of the application."""
    app.jinja_env.globals["fragment"] = Fragments(app)
