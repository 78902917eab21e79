"""Which numbers, days, months and currencies a text holds, in figures and in words, whichever language it is in.

Words of several languages count at once: what is a number in one of them, and no number in the language of the text,
hands over once too often, and lets nothing pass.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

from inbox import words
from inbox.answering.counted import HOW_MANY, IN_WORDS, PERHAPS
from inbox.answering.days import LANGUAGES, weekdays, without_weekdays

_GROUPED = re.compile(r"(?<=[0-9])[ .,'](?=[0-9]{3}(?![0-9]))")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_ISO = re.compile(r"(?<![0-9])[0-9]{4}-([0-9]{2})-[0-9]{2}(?![0-9])")
_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})[./]([0-9]{1,2})[./][0-9]{2,4}(?![0-9])")


def made_up(answer: str, sources: Iterable[str]) -> set[str]:
    """The numbers, days, months and currencies of an answer that none of its sources holds: one, and it is not sent."""
    return _said(answer).difference(*map(_held, sources))


def _said(text: str) -> set[str]:
    named = {f"month {month}" for month in months(text)} | {f"weekday {day}" for day in weekdays(text)}
    return numbers(text) | named | currencies(text)


def _held(text: str) -> set[str]:
    return _said(text) | {PERHAPS[unit] for unit in words.units(text) if unit in PERHAPS}


def numbers(text: str) -> set[str]:
    """Every number that a text holds, each as digits: in figures of any script, or in words of English, French, German,
    Spanish, Portuguese, Italian, Dutch, Swedish or Catalan, whichever language it is in: three, and the third too.
    `1,500`, `1 500` and `1.500` are the same, and a half is `0.5`."""
    return figures(text) | {IN_WORDS[unit] for unit in without_weekdays(words.units(text)) if unit in IN_WORDS}


def figures(text: str) -> set[str]:
    """Those of them that are in figures."""
    return {_plain(each.replace(",", ".")) for each in _NUMBER.findall(in_digits(text))}


def in_digits(text: str) -> str:
    """The text, folded, with figures of any script as ours and nothing between thousands."""
    return _GROUPED.sub("", "".join(_figure(char) for char in words.fold(text)))


def months(text: str) -> set[int]:
    """The months that a text names, also in dates of figures. A name that is another word too, such as May, counts
    where a number or a word like "in" is beside it."""
    found = {int(month) for month in _ISO.findall(text)} | set(map(_month_of, _DATE.findall(text)))
    units = words.units(text)
    for at, unit in enumerate(units):
        if unit in _month_names() and (unit not in _doubtful() or _is_dated(units, at)):
            found |= _month_names()[unit]
    return {month for month in found if 1 <= month <= 12}


def currencies(text: str) -> set[str]:
    """The currencies that a text names, by sign, by code or by name."""
    signs = {name for sign, name in _SIGNS.items() if sign in text}
    units = re.findall(r"[^\W\d_]+", words.fold(text))  # in `350eur` too
    return signs | {_CURRENCIES[unit] for unit in units if unit in _CURRENCIES}


def _plain(number: str) -> str:
    whole, _, part = number.partition(".")
    return ".".join(filter(None, (whole.lstrip("0") or "0", part.rstrip("0"))))


def _figure(char: str) -> str:
    return str(int(char)) if char.isdecimal() else char


def _month_of(numbers: tuple[str, str]) -> int:
    """Of `12/3`: the day stands first, unless that cannot be."""
    day, month = map(int, numbers)
    return month if month <= 12 else day


def _is_dated(units: list[str], at: int) -> bool:
    beside = units[max(0, at - 1) : at] + units[at + 1 : at + 2]
    before = units[at - 1] if at else ""
    return before in _BEFORE_MONTHS or any(unit[0].isdigit() or unit in HOW_MANY for unit in beside)


@lru_cache
def _month_names() -> dict[str, set[int]]:
    """Folded name -> the months that it may be."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                for unit in words.units(name)[-1:]:
                    found.setdefault(unit, set()).add(number)
    return found


@lru_cache
def _doubtful() -> frozenset[str]:
    """Names of months that are something else as well: the short ones, and some long ones."""
    sure = {
        unit
        for language in LANGUAGES
        for name in Locale(language).months["format"]["wide"].values()
        for unit in words.units(name)[-1:]
    }
    return frozenset(_month_names()) - (sure - _OTHER_WORDS_TOO)


_OTHER_WORDS_TOO = {"may", "march", "mars", "mai", "mei", "maj"}
_STANDS_BEFORE = """
    in by until till from since of before after mid early late en de du d fin debut mi avant apres depuis des jusqu
    im bis ab ende anfang mitte vor nach seit hasta desde para a em ate do tot vanaf eind begin voor na sinds i till
    fran slutet borjan fore efter
"""
_BEFORE_MONTHS = frozenset(_STANDS_BEFORE.split())
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "¥": "yen"}
_CURRENCY = {
    "euro": "eur euro euros",
    "dollar": "usd cad aud dollar dollars dolar dolares dollari dolars",
    "pound": "gbp pound pounds sterling libra libras pfund",
    "yen": "jpy yen yens",
    "franc": "chf franc francs franken franchi francos",
    "krone": "sek nok dkk krona kronor krone kroner kronen couronne couronnes corona coronas",
    "zloty": "pln zloty zlotys",
}
_CURRENCIES = {word: name for name, alike in _CURRENCY.items() for word in alike.split()}
