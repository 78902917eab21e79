"""What answers a client's question out of what the freelancer wrote: found, quoted, and never made up. Pure.

A question is compared with the freelancer's own texts (`Source`) by the words that a search compares by, each with the
weight of its rarity. One that asks for what nobody wrote is not answered: a promise, a number that is in no source, or
mostly words of which no source knows anything. `numbers` says which numbers a text holds, however they are written: an
answer that holds one more than its sources is not sent.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inbox import words

_GROUPED = re.compile(r"(?<=[0-9])[ .,'](?=[0-9]{3}(?![0-9]))")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
ENOUGH = 0.34
"""The share of a question, by weight, that a source must know of."""
TITLE = 1.6
"""How much more a word counts that is in the title of a source."""


@dataclass(frozen=True)
class Source:
    """One thing that the freelancer wrote. `asked`: what it is an answer to; `text`: what is quoted of it."""

    name: str
    asked: str
    text: str


@dataclass(frozen=True)
class Found:
    """What answers a question, and which share of the question it knows of. `source` is none where a person has to
    answer, and `reason` says why: "promise", "number" or "unknown"."""

    source: Source | None
    share: float = 0.0
    reason: str = ""


def find(question: str, sources: Sequence[Source]) -> Found:
    """The source that answers the question, or why none does."""
    asked = list(dict.fromkeys(_terms(question)))
    if not _PROMISES.isdisjoint(asked):
        return Found(None, reason="promise")
    if _figures(question) - numbers(" ".join(f"{source.asked} {source.text}" for source in sources)):
        return Found(None, reason="number")
    known = [(source, set(_terms(source.asked)), set(_terms(source.text))) for source in sources]
    weight = {term: _rarity(term, known) for term in asked}
    best, score, share, names = None, 0.0, 0.0, False
    for source, title, text in known:
        held = [term for term in asked if term in title or term in text]
        points = sum(weight[term] * (TITLE if term in title else 1) for term in held)
        if points > score:
            best, score, names = source, points, not _ASPECTS.issuperset(held)
            share = sum(weight[term] for term in held) / sum(weight.values())
    if best is None or share < ENOUGH or not names:
        return Found(None, share, "unknown")
    return Found(best, share)


def made_up(answer: str, sources: Iterable[str]) -> set[str]:
    """The numbers of an answer that none of its sources holds: one, and it is not sent."""
    return numbers(answer) - set().union(*map(numbers, sources))


def numbers(text: str) -> set[str]:
    """Every number that a text holds, each as digits: in figures of any script, or in words of English, French, German,
    Spanish, Portuguese, Italian, Dutch or Swedish, whichever language it is in. `1,500`, `1 500` and `1.500` are the
    same."""
    return _figures(text) | {_IN_WORDS[unit] for unit in words.units(text) if unit in _IN_WORDS}


def _figures(text: str) -> set[str]:
    digits = "".join(_figure(char) for char in words.fold(text))
    digits = _GROUPED.sub("", digits)
    return {_plain(each.replace(",", ".")) for each in _NUMBER.findall(digits)}


def _plain(number: str) -> str:
    whole, _, part = number.partition(".")
    return ".".join(filter(None, (whole.lstrip("0") or "0", part.rstrip("0"))))


def _figure(char: str) -> str:
    return str(int(char)) if char.isdecimal() else char


def _rarity(term: str, known: list[tuple[Source, set[str], set[str]]]) -> float:
    holding = sum(term in title or term in text for _, title, text in known)
    return math.log((len(known) + 1) / (holding + 0.5))


def _terms(text: str) -> list[str]:
    """The words that say something, each by its stem."""
    return [_stem(word) for word in words.units(text) if word not in _EMPTY]


def _stem(word: str) -> str:
    word = _SAME.get(word, word)
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending) + instead
            break
    for ending in ("ering", "ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending)
    return _SAME.get(word, word)


_SAY_NOTHING = """
    a an the i you we he she it they me us my your our their his her its is are was were be been am do does did have
    has had can could would will shall should may might must to of in on at for from with without by and or but not
    no yes if then than so as that this these those there here what which who whom whose when where why how much
    many any some all also too very please hello hi hey dear thanks thank get got give gives make made need needs
    want wants like first just about up out over after before into mean thing things one two
"""
_EMPTY = frozenset(_SAY_NOTHING.split())
"""Words of a question that say nothing of what it is about."""
_ALIKE = {
    "price": "cost costs prices pricing charge fee quote expensive",
    "day": "long days soon quick fast delivery deliver weeks week",
    "revision": "changes corrections rounds revisions",
    "right": "copyright rights",
    "pay": "payment pays paid invoice",
    "file": "formats format files",
    "begin": "begins beginning start starts",
    "meet": "meeting",
    "call": "calls video phone",
    "website": "websites site",
    "print": "prints printing printed",
    "exist": "exists existing",
    "redraw": "rework",
    "language": "speak languages",
    "hour": "working hours available",
}
_SAME = {word: stem for stem, alike in _ALIKE.items() for word in alike.split()}
_ASPECTS = frozenset(("price", "day", "revision"))
"""What many sources say something of: alone they name none."""
_ASK_A_PERSON = """
    discount cheaper promise promised guarantee guaranteed refund refunds tomorrow today tonight hourly nda
    agreement contract together urgent percent
"""
_PROMISES = frozenset(map(_stem, _ASK_A_PERSON.split()))
"""Whoever asks for one of these asks a person."""
_COUNTED = {
    "2": "two deux zwei dos dois duas due twee tva",
    "3": "three trois drei tres tre drie",
    "4": "four quatre vier cuatro quatro quattro fyra",
    "5": "five cinq funf cinco cinque vijf fem",
    "6": "six sechs seis sei zes sex",
    "7": "seven sept sieben siete sete sette zeven sju",
    "8": "eight huit acht ocho oito otto atta",
    "9": "nine neuf neun nueve nove negen nio",
    "10": "ten dix zehn diez dez dieci tien tio",
    "11": "eleven onze elf once undici elva",
    "12": "twelve douze zwolf doce doze dodici twaalf tolv dozen douzaine dutzend docena duzia dozzina dozijn dussin",
    "15": "fifteen quinze funfzehn quince quindici vijftien femton",
    "20": "twenty vingt zwanzig veinte vinte venti twintig tjugo",
    "30": "thirty trente dreissig treinta trinta trenta dertig trettio",
    "40": "forty quarante vierzig cuarenta quarenta quaranta veertig fyrtio",
    "50": "fifty cinquante funfzig cincuenta cinquenta cinquanta vijftig femtio",
    "60": "sixty soixante sechzig sesenta sessenta sessanta zestig sextio",
    "70": "seventy siebzig setenta settanta zeventig sjuttio",
    "80": "eighty achtzig ochenta oitenta ottanta tachtig attio",
    "90": "ninety neunzig noventa novanta negentig nittio",
    "100": "hundred cent hundert cien ciento cem cento honderd hundra",
    "1000": "thousand mille tausend mil duizend tusen",
    "1000000": "million millionen millon milhao milione miljoen miljon",
}
_IN_WORDS = {word: number for number, alike in _COUNTED.items() for word in alike.split()}
