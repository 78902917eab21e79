"""How much a test tries: all of it where the whole matrix runs, less with every commit."""

import os

WHOLE = bool(os.environ.get("HALLE_TEST_ALL"))
"""Whether the whole matrix runs."""


def examples(count: int) -> int:
    """That many of `count` examples of a property: with every commit a third."""
    return sized(count, -(-count // 3))


def sized(whole, often):
    """The size of an experiment: in the whole matrix, and with every commit."""
    return whole if WHOLE else often
