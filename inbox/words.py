"""Words, as a search compares them: without case, accents and width. Pure, and linear in the length of the text.

`units` are what a text consists of, in its order: whole words; in scripts without a space between words, each sign.
Two texts say the same where their units follow each other alike, so `line` is what a phrase is looked for in.
`tokens` are what the index holds of it: its words, its signs, and each two neighbouring signs (bigrams), which leave
far fewer texts to look into than one sign does. Tokens are letters and digits alone, in no language of queries a word.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from unicodedata import category, combining, normalize

TEXT_MAX = 100_000
"""Characters of a text that are looked at."""
WORD_MAX = 40
"""Characters of a word that count: what is longer is equal to what begins so."""
GRAM = 3

_SIGNS = (  # Thai to Burmese, Khmer, kana, CJK ideographs, Hangul
    "\u0e01-\u0e4e\u0e80-\u0ece\u1000-\u1049\u1050-\u109d\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowels of these scripts are marks, which Python takes for no part of a word: everything there but the two dandas.
_INDIC = "\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"(?:[^\W_]|[{_INDIC}{_SIGNS}])+")
_RUN = re.compile(rf"[{_SIGNS}]+")
_PIECE = re.compile(rf"[{_SIGNS}]+|[^{_SIGNS}]+")
_ASCII_WORD = re.compile("[a-z0-9]+")
# Letters with a stroke and the like, which Unicode does not take apart.
_PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "þ": "th"}
_VOICED = "\u3099\u309a"  # が is not か


class _Bare(dict):
    """What becomes of each character, by its number: a mark or something that nobody sees is left out. Only the first
    blocks are remembered, so that no text can fill the memory with it."""

    def __missing__(self, number: int) -> int | str | None:
        found = self._of(chr(number), number)
        if number < 0x3000:
            self[number] = found
        return found

    @staticmethod
    def _of(char: str, number: int) -> int | str | None:
        if char in _VOICED:
            return number
        if char == "\u200b":  # where a word of those scripts ends
            return " "
        if combining(char) or category(char) in ("Cf", "Me") or "\ufe00" <= char <= "\ufe0f":
            return None
        return _PLAIN.get(char, number)


_bare = _Bare()


def fold(text: str) -> str:
    """The text without case, accents, width and what nobody sees."""
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", normalize("NFKD", text).casefold())
    return normalize("NFKC", apart.translate(_bare))[: 2 * TEXT_MAX]


def units(text: str) -> list[str]:
    """What the text consists of, in its order: words, and signs."""
    return [unit for run in _runs(text) for unit in run]


def line(text: str) -> str:
    """The units with a space before and after each: whatever is said in the text is a part of this."""
    return " " + "".join(f"{unit} " for unit in units(text))


def tokens(text: str) -> set[str]:
    """What the index holds of that text."""
    found: set[str] = set()
    for run in _runs(text):
        found.update(run)
        if len(run) > 1:
            found.update(map("".join, pairwise(run)))
    return found


def wanted(text: str) -> set[str]:
    """The tokens that a text must have to say this: of neighbouring signs their bigrams are enough."""
    found: set[str] = set()
    for run in _runs(text):
        found.update(map("".join, pairwise(run)) if len(run) > 1 else run)
    return found


def grams(text: str) -> set[str]:
    """By which a part of a name is found: every three neighbouring characters of each word, and its beginnings."""
    found: set[str] = set()
    for unit in units(text):
        found.update(unit[:length] for length in range(1, GRAM))
        found.update(unit[at : at + GRAM] for at in range(len(unit) - GRAM + 1))
    return found


def wanted_grams(text: str) -> set[str]:
    """The grams that a name must have to hold these words."""
    found: set[str] = set()
    for unit in units(text):
        found.update([unit] if len(unit) < GRAM else (unit[at : at + GRAM] for at in range(len(unit) - GRAM + 1)))
    return found


def _runs(text: str) -> Iterable[list[str]]:
    """The units, in lists: a list of more than one holds signs that stand side by side."""
    folded = fold(text[:TEXT_MAX])
    if folded.isascii():
        yield from ([word[:WORD_MAX]] for word in _ASCII_WORD.findall(folded))
        return
    for word in _WORD.findall(folded):
        if _RUN.search(word) is None:
            yield [word[:WORD_MAX]]
            continue
        for piece in _PIECE.findall(word):
            yield list(piece) if _RUN.match(piece) else [piece[:WORD_MAX]]


# Between two pieces: white space and punctuation. What stands between is marked as a whole, or sign by sign.
_SEEN = re.compile(
    "[^\\s\x00-/:-@\\[-`{-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\u2010-\u206f\u3000-\u3004\u3008-\u3020\uff01-\uff0f]+"
)


def marked(text: str, phrases: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, in its order, and whether each says something of what was looked for."""
    looked_for = {unit for phrase in phrases for unit in units(phrase)}
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in _hits(text, looked_for):
        pieces += [(text[done:start], False)] if start > done else []
        pieces.append((text[start:end], True))
        done = end
    return pieces + ([(text[done:], False)] if done < len(text) else [])


def part_marked(name: str, parts: Iterable[str]) -> list[tuple[str, bool]]:
    """A name in pieces, with each word marked that holds one of these parts."""
    return marked(name, [unit for unit in units(name) if any(part in unit for part in parts)])


def first(text: str, phrases: Iterable[str]) -> int:
    """Where the text first says something of what was looked for; 0 when it does not."""
    looked_for = {unit for phrase in phrases for unit in units(phrase)}
    return next((start for start, _ in _hits(text, looked_for)), 0)


def _hits(text: str, looked_for: set[str]) -> Iterable[tuple[int, int]]:
    for piece in _SEEN.finditer(text):
        found, start = units(piece[0]), piece.start()
        if looked_for.isdisjoint(found):
            continue
        if len(found) == len(piece[0]):  # signs: one by one
            yield from _joined(start, [unit in looked_for for unit in found])
        else:
            yield start, piece.end()


def _joined(start: int, flags: list[bool]) -> Iterable[tuple[int, int]]:
    at = 0
    while at < len(flags):
        end = at
        while end < len(flags) and flags[end]:
            end += 1
        if end > at:
            yield start + at, start + end
        at = end + 1
