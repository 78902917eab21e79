"""What the person who started the measurements chose; suites read it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Options:
    """quick: tiny sizes, to see that a suite works; long: the sizes of the targets, where they take minutes."""

    quick: bool = False
    long: bool = False
    floods: Path | None = None
    """A folder with floods that were made before."""

    def pick(self, quick, usual, long=None):
        """The size for this run."""
        if self.quick:
            return quick
        return long if self.long and long is not None else usual

    @property
    def rounds(self) -> int:
        return self.pick(2, 5)


chosen = Options()
