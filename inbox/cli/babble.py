"""Texts that look like talk: words of one language, as frequent as words are (the second half as often as the first,
the third a third as often …)."""

import random
import tomllib
from itertools import accumulate
from pathlib import Path

VOCABULARY = tomllib.loads((Path(__file__).parent / "demo" / "vocabulary.toml").read_text(encoding="utf-8"))
RARE = 2_000  # words of a language beyond the listed ones
TAPE = 100_000  # words drawn ahead at most; a text is a piece of that tape


class Babble:
    """One language."""

    def __init__(self, language: str, words: list[str], join: str, texts: int, chance: random.Random):
        self.language = language
        self._random, self._join, self._length = chance, join, min(TAPE, 1000 + 3 * texts)
        words = words + [f"{chance.choice(words)}-{chance.choice(words)}" for _ in range(RARE)]
        frequencies = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
        drawn = chance.choices(words, cum_weights=frequencies, k=self._length)
        self._tape = [word + "." if chance.random() < 0.08 else word for word in drawn]

    @classmethod
    def all(cls, texts: int, chance: random.Random) -> tuple[list["Babble"], list[int]]:
        """The languages, for about so many texts, and how many of a hundred conversations are in each."""
        found = VOCABULARY["language"]
        languages = [cls(name, its["words"].split(), its["join"], texts, chance) for name, its in found.items()]
        return languages, [its["share"] for its in found.values()]

    @staticmethod
    def names() -> tuple[list[str], list[str]]:
        """First and last names."""
        return VOCABULARY["first"].split(), VOCABULARY["last"].split()

    def say(self) -> str:
        """One text: mostly a line, seldom some paragraphs."""
        length = min(150, 1 + int(self._random.expovariate(1 / 11)))
        start = int(self._random.random() * (self._length - length))
        text = self._join.join(self._tape[start : start + length])
        if length > 40:
            text = text.replace(". ", ".\n\n", 1)
        return text[:1].upper() + text[1:]
