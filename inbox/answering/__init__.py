"""What answers a client's question out of what the freelancer wrote: found, quoted, and never made up. Pure.

A question is compared with the freelancer's own texts (`Source`) by the words that a search compares by, each with
the weight of its rarity. One that asks for what nobody wrote is not answered: a promise, a number or an amount in a
currency that is in no source, or mostly words of which no source knows anything. `made_up` says which numbers, days,
months and currencies of an answer none of its sources holds: with one of them it is not sent. `handed_over` knows
what a freelancer answers in any case.
"""

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

from inbox.answering.days import weekdays
from inbox.answering.figures import currencies, figures, made_up, months, numbers
from inbox.answering.terms import ASPECTS, PROMISES, terms
from inbox.answering.triggers import Rules, amounts, handed_over, money_named

__all__ = [
    "ENOUGH", "TRIGGERED", "Found", "Rules", "Source", "amounts", "currencies", "find", "handed_over", "is_greeting",
    "judge", "made_up", "months", "numbers", "weekdays",
]  # fmt: skip

ENOUGH = 0.34
"""The share of a question, by weight, that a source must know of."""
TRIGGERED = ("person", "word", "budget", "currency")
"""Why `handed_over` hands over."""
TITLE = 1.6
"""How much more a word counts that is in the title of a source."""


@dataclass(frozen=True)
class Source:
    """One thing that the freelancer wrote. `asked`: what it is an answer to; `text`: what is known of it."""

    name: str
    asked: str
    text: str


@dataclass(frozen=True)
class Found:
    """What answers a question, and which share of the question it knows of. `source` is none where a person has to
    answer, and `reason` says why: "promise", "number", "currency", "closed" or "unknown"; of what `judge` says also
    what `handed_over` does, or "greeting" where nothing was asked yet."""

    source: Source | None
    share: float = 0.0
    reason: str = ""


def judge(
    question: str, sources: Sequence[Source], rules: Rules, closed: Set[str] = frozenset(), names: str = ""
) -> Found:
    """What becomes of what a client wrote to somebody of these names."""
    if reason := handed_over(question, rules):
        return Found(None, reason=reason)
    if is_greeting(question, names):
        return Found(None, reason="greeting")
    return find(question, sources, closed)


def find(question: str, sources: Sequence[Source], closed: Set[str] = frozenset()) -> Found:
    """The source that answers the question, or why none does. `closed`: aspects (of ASPECTS) that are not told."""
    asked = list(dict.fromkeys(terms(question)))
    if not PROMISES.isdisjoint(asked):
        return Found(None, reason="promise")
    if not closed.isdisjoint(asked):
        return Found(None, reason="closed")
    written = " ".join(f"{source.asked} {source.text}" for source in sources)
    if figures(question) - numbers(written):
        return Found(None, reason="number")
    if {amount.currency for amount in amounts(question) if amount.currency} - money_named(written):
        return Found(None, reason="currency")
    known = [(source, set(terms(source.asked)), set(terms(source.text))) for source in sources]
    weight = {term: _rarity(term, known) for term in asked}
    best, score, share, names = None, 0.0, 0.0, False
    for source, title, text in known:
        held = [term for term in asked if term in title or term in text]
        points = sum(weight[term] * (TITLE if term in title else 1) for term in held)
        if points > score:
            best, score, names = source, points, not ASPECTS.issuperset(held)
            share = sum(weight[term] for term in held) / sum(weight.values())
    if best is None or share < ENOUGH or not names:
        return Found(None, share, "unknown")
    return Found(best, share)


def is_greeting(text: str, names: str = "") -> bool:
    """Whether nothing is asked in the text, but for who is spoken to."""
    return set(terms(text)) <= set(terms(names))


def _rarity(term: str, known: list[tuple[Source, set[str], set[str]]]) -> float:
    holding = sum(term in title or term in text for _, title, text in known)
    return math.log((len(known) + 1) / (holding + 0.5))
