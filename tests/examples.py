"""How many examples a property is tried with: all of them where the whole matrix runs, a third with every commit."""

import os


def examples(count: int) -> int:
    """That many of `count`."""
    return count if os.environ.get("HALLE_TEST_ALL") else -(-count // 3)
