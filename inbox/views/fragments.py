"""Pieces of pages that are kept once they are drawn: the rows of a list, the messages of a thread.

A fragment is kept by all that it shows: its values, and the speech of the page. So nothing is ever out of date, and
nothing has to be thrown away when something changes; what is not asked for any more makes room. The template of a
fragment is drawn where nothing but its values can be reached: no viewer, no request, no session, no clock.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import Flask
from jinja2 import Environment, StrictUndefined
from jinja2.defaults import DEFAULT_FILTERS
from markupsafe import Markup

from inbox.views import filters, format, runs, speech, vendor
from inbox.views.addresses import path_to
from inbox.views.assets import asset
from inbox.views.macros import Macros
from inbox.views.unmade import Unmade
from inbox.views.wholes import Whole

PLAIN = frozenset({str, int, bool, type(None), datetime, date, Decimal})
"""What a value is made of: it cannot change, and what is equal looks the same. Markup would be equal to its text."""
GAP = "\0"
"""What stands in a kept fragment for what is filled in: no text that is stored can hold it."""
WHOLES = 2
"""Half of the room is for large parts of pages."""


class NotPlain(TypeError):
    """A value that could change, or that hides what it shows: no fragment can be kept by it."""


class Kept:
    """The fragments asked for last, in two halves: when the younger one is full, the older one goes."""

    def __init__(self, size: int):
        self._half = size // 2
        self._young: dict[tuple, tuple[Any, int]] = {}
        self._old: dict[tuple, tuple[Any, int]] = {}
        self._room = self._half

    def get(self, key: tuple) -> Any | None:
        """The fragment of that key, or its bytes."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: tuple, fragment: Any, size: int) -> None:
        """Keeps it, which takes so many bytes, for a while. Threads that meet here lose a fragment at worst."""
        self._room -= 2 * size  # the key holds what the fragment shows
        if self._room < 0:
            self._old, self._young, self._room = self._young, {}, self._half
        self._young[key] = fragment, size


class Fragments:
    """What templates draw them with: `{{ fragment("layouts/_ways.html", unread=2) }}`, and for each row of a list
    `{{ fragment.each("conversations/_row.html", "r", rows, filter="all") }}`."""

    def __init__(self, app: Flask):
        size = app.config["HALLE"].fragments_kib * 1024
        self._app, self._kept, self._wholes = app, Kept(size - size // WHOLES), Kept(size // WHOLES)

    def __call__(self, template: str, **values) -> Markup:
        known_by = [value.made_of if type(value) is Unmade else value for value in values.values()]
        key = (template, speech.speech(), *values, *known_by)
        found = self._kept.get(key)
        return self._drawn(key, template, values) if found is None else found

    def whole(self, template: str, **values) -> Markup:
        """A large part of a page, of other fragments: it is there for who loads the same page again, as browsers
        without scripts do, and must not take the room of those that many pages show."""
        return self.filled((), template, **values)

    def filled(self, fillings: Sequence[str], template: str, **values) -> Markup:
        """The same with gaps, in which these stand in their order: what is another one each time, or is a whole itself.
        A text that was refused may hold whatever was sent, so it has to come after all gaps."""
        known_by = [value.made_of if type(value) is Unmade else value for value in values.values()]
        key = (template, speech.speech(), len(fillings), *values, *known_by)
        parts = self._wholes.get(key)
        if parts is None:
            refuse_what_is_not_plain(key[2:])
            drawn = self.environment.get_template(template).render(values | {"gap": GAP} if fillings else values)
            parts = tuple(part.encode() for part in drawn.split(GAP, len(fillings)))
            self._wholes.put(key, parts, sum(map(len, parts)))
        return Whole.of(parts, fillings)

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
        self._kept.put(key, fragment, sys.getsizeof(fragment))
        return fragment

    @cached_property
    def environment(self) -> Environment:
        """Where fragments are drawn. All that it offers depends on values, speech and settings alone."""
        apart = self._app.jinja_env.overlay(undefined=StrictUndefined)
        apart.filters = {name: filter_ for name, filter_ in DEFAULT_FILTERS.items() if name != "random"}
        apart.filters |= {filter_.__name__: filter_ for filter_ in format.OF_SPEECH}
        given = {"url_for": path_to, "filter_arguments": filters.arguments, "config": self._app.config}
        given |= {"translators": format.translators, "their_time": format.their_time, "void_of": filters.void_of}
        given |= runs.GIVEN | vendor.GIVEN | {"asset": asset}
        apart.globals = speech.SENTENCES | given | {"ui": Macros(apart), "fragment": self}
        return apart


def refuse_what_is_not_plain(value) -> None:
    """Raises NotPlain for anything but plain values, and tuples of them."""
    if isinstance(value, tuple):
        for each in value:
            if type(each) not in PLAIN:
                refuse_what_is_not_plain(each)
    elif type(value) not in PLAIN:
        raise NotPlain(f"{type(value).__name__} cannot be the value of a fragment")


def register(app: Flask) -> None:
    """Gives it to the templates of the application."""
    app.jinja_env.globals["fragment"] = Fragments(app)
