"""Which days of the week a text names, in full or short, whichever language it is in."""

from functools import lru_cache

from babel import Locale

from inbox import words

LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "nl", "sv", "ca")
"""Whose names of days, and of months, are known."""
_ENDINGS = ("s", "en", "es", "ar", "arna")
"""What stands after the name of a day that comes again and again."""
_IRREGULAR = {"sabati": 5, "domeniche": 6}
_SHORT = {
    "en": {
        "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
    },
    "fr": {"lun": 0, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6},
    "es": {"lun": 0, "mie": 2, "jue": 3, "vie": 4, "sab": 5, "dom": 6},
}  # fmt: skip
"""Only those that are no other word beside each other, or before a number: not Mar (March), nor Do and So."""
_ANY_SHORT = {name: day for named in _SHORT.values() for name, day in named.items()}
_BETWEEN = frozenset(("to", "till", "until", "and", "or", "au", "a", "et", "ou", "y", "al"))
_BEFORE = frozenset(("by", "on", "until", "till", "from", "since", "before", "every", "next", "this"))
"""Stand before a short name, in English."""


def weekdays(text: str) -> set[int]:
    """The days of the week that a text names, Monday as 0. A short name counts before a number, beside another one of
    its language, and in English after a word such as "by"."""
    units, found = words.units(text), set()
    for at, unit in enumerate(units):
        day = _pairs().get(tuple(units[at : at + 2]), _named(unit))
        if day is None and unit in _ANY_SHORT and _is_a_day(units, at):
            day = _ANY_SHORT[unit]
        if day is not None:
            found.add(day)
    return found


def without_weekdays(units: list[str]) -> list[str]:
    """The units without those names of days that would be numbers: Portuguese counts them."""
    kept, at = [], 0
    while at < len(units):
        is_pair = tuple(units[at : at + 2]) in _pairs()
        kept += [] if is_pair else [units[at]]
        at += 2 if is_pair else 1
    return kept


def _named(unit: str) -> int | None:
    if unit in _names():
        return _names()[unit]
    stems = (unit.removesuffix(ending) for ending in _ENDINGS if unit.endswith(ending))
    return next((_names()[stem] for stem in stems if stem in _names()), None)


def _is_a_day(units: list[str], at: int) -> bool:
    after = units[at + 1 : at + 3]
    if after and after[0][0].isdigit():
        return True
    if at and units[at - 1] in _BEFORE and units[at] in _SHORT["en"]:
        return True
    before = units[max(0, at - 2) : at][::-1]
    return any(_is_beside(units[at], beside) for beside in (before, after))


def _is_beside(unit: str, beside: list[str]) -> bool:
    """Whether the next one, or the one after a word such as "to", is a short name in the same language."""
    beside = beside[1:] if beside and beside[0] in _BETWEEN else beside[:1]
    return bool(beside) and any(unit in short and beside[0] in short for short in _SHORT.values())


@lru_cache
def _names() -> dict[str, int]:
    """Names of one word, folded."""
    return _IRREGULAR | {units[0]: day for units, day in _wide() if len(units) == 1}


@lru_cache
def _pairs() -> dict[tuple[str, ...], int]:
    """Names of two, also of several such days."""
    found = {tuple(units): day for units, day in _wide() if len(units) == 2}
    return found | {tuple(f"{unit}s" for unit in units): day for units, day in found.items()}


def _wide() -> list[tuple[list[str], int]]:
    named = (Locale(language).days["format"]["wide"].items() for language in LANGUAGES)
    return [(words.units(name), day) for each in named for day, name in each]
