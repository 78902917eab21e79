"""Things that are made when they are drawn: what a page shows again needs none of them."""

from collections.abc import Callable, Iterator, Sequence


class Unmade(Sequence):
    """Things that are made when somebody looks at them, of plain values alone: `make(*made_of)`. A fragment is kept by
    what they are made of, so that one that is there needs none of them. As many are made as `made_of` begins with."""

    __slots__ = ("_made", "_make", "made_of")

    def __init__(self, make: Callable[..., Sequence], *made_of):
        self.made_of, self._make, self._made = made_of, make, None

    @property
    def made(self) -> tuple:
        """The things."""
        if self._made is None:
            self._made = tuple(self._make(*self.made_of))
        return self._made

    def __len__(self) -> int:
        return len(self.made_of[0])

    def __getitem__(self, index):
        return self.made[index]

    def __iter__(self) -> Iterator:
        return iter(self.made)
