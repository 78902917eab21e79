"""Large parts of pages, as the bytes that they were the last time: a page is joined, copied and encoded several times
on its way, and most of it is what it was before."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar

from markupsafe import Markup, escape

_SEAM = secrets.token_hex(16)
"""What no text that somebody sends can hold: it never leaves the process."""
_SEAMS = re.compile(f"\0{_SEAM}-([0-9]+)\0")
_cut: ContextVar[list[Sequence[bytes]] | None] = ContextVar("cut", default=None)


class Whole(Markup):
    """A large part of a page: its text is a seam, at which `sewn` puts its bytes in."""

    parts: Sequence[bytes]

    @classmethod
    def of(cls, parts: Sequence[bytes], fillings: Sequence[str] = ()) -> Markup:
        """That one, with these in the gaps between its parts; as text, where no page is sewn together."""
        parts = [*_filled(parts, fillings), parts[-1]] if fillings else parts
        pieces = _cut.get()
        if pieces is None:
            return Markup(b"".join(parts).decode())
        whole = cls(f"\0{_SEAM}-{len(pieces)}\0")
        whole.parts = parts
        pieces.append(parts)
        return whole


def _filled(parts: Sequence[bytes], fillings: Sequence[str]) -> Iterator[bytes]:
    for part, filling in zip(parts[:-1], fillings, strict=True):
        yield part
        yield from filling.parts if type(filling) is Whole else (escape(filling).encode(),)


def sewn(draw: Callable[[], str]) -> bytes:
    """The page that this draws, with its large parts."""
    token = _cut.set(pieces := [])
    try:
        text = draw()
    finally:
        _cut.reset(token)
    found = _SEAMS.split(text)
    cloth = [found[0].encode()]
    for number, between in zip(found[1::2], found[2::2], strict=True):
        cloth += pieces[int(number)]
        cloth.append(between.encode())
    return b"".join(cloth)
