"""`--share 2/3` runs the second of three shares of what was chosen: whole files, dealt out by how much is in them. A
file whose tests take longer than a second or two says how long: `pytestmark = pytest.mark.heavy(10)`."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

MARKS = pytest.StashKey[set[tuple[Path, str]]]()
"""The marks in the files that were collected, whichever tests of those were chosen."""


def pytest_addoption(parser) -> None:
    """Which share runs."""
    parser.addoption("--share", default="1/1", help="run one of several shares of the tests, as 2/3")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leaves out the other shares, once all else has been left out; and knows which marks each file has."""
    config.stash[MARKS] = {(item.path, mark.name) for item in items for mark in item.iter_markers()}
    result = yield
    number, count = map(int, config.option.share.split("/"))
    sizes = Counter()
    for item in items:
        heavy = item.get_closest_marker("heavy")
        sizes[item.path] += heavy.args[0] if heavy else 1
    mine = dealt(sizes, count)[number - 1]
    leave_out(config, items, lambda item: item.path in mine)
    return result


def leave_out(config: pytest.Config, items: list[pytest.Item], is_wanted: Callable[[pytest.Item], bool]) -> None:
    """Deselects all but the wanted ones."""
    kept, others = [], []
    for item in items:
        (kept if is_wanted(item) else others).append(item)
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = kept


def dealt(sizes: Mapping[Path, int], count: int) -> list[set[Path]]:
    """The files in so many shares: the largest first, each to the share that has least."""
    shares: list[set[Path]] = [set() for _ in range(count)]
    held = [0] * count
    for path in sorted(sizes, key=lambda path: (-sizes[path], path)):
        least = held.index(min(held))
        shares[least].add(path)
        held[least] += sizes[path]
    return shares
