"""Cutting a text at the ends of its sentences, so that an engine takes it."""

import re

_SENTENCE_END = re.compile(r"\n+|(?<=[.!?…。！？])[)»”\"']*\s+|(?<=[。！？])")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]")


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a letter of any alphabet."""
    return _WORD.search(text) is not None


def pieces(text: str, limit: int | None) -> list[str]:
    """The text in pieces of at most `limit` characters, which make it up again when they are joined: cut at the last
    end of a sentence that fits, else at the last space, else where the limit is."""
    found = []
    while limit is not None and len(text) > limit:
        end = _last(_SENTENCE_END, text, limit) or _last(_SPACE, text, limit) or limit
        found.append(text[:end])
        text = text[end:]
    return [*found, text] if text else found


def _last(ends: re.Pattern, text: str, limit: int) -> int:
    return max((each.end() for each in ends.finditer(text, 0, limit) if each.end()), default=0)
