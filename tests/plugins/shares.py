"""`--share 2/3` runs the second of three shares of what was chosen: whole files, dealt out by how much is in them. A
file whose tests take much longer than others says so: `pytestmark = pytest.mark.heavy(10)`."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest


def pytest_addoption(parser) -> None:
    """Which share runs."""
    parser.addoption("--share", default="1/1", help="run one of several shares of the tests, as 2/3")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leaves out the other shares, once all else has been left out."""
    result = yield
    number, count = map(int, config.option.share.split("/"))
    sizes = Counter()
    for item in items:
        heavy = item.get_closest_marker("heavy")
        sizes[item.path] += heavy.args[0] if heavy else 1
    mine = dealt(sizes, count)[number - 1]
    if others := [item for item in items if item.path not in mine]:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item.path in mine]
    return result


def dealt(sizes: Mapping[Path, int], count: int) -> list[set[Path]]:
    """The files in so many shares: the largest first, each to the share that has least."""
    shares: list[set[Path]] = [set() for _ in range(count)]
    held = [0] * count
    for path in sorted(sizes, key=lambda path: (-sizes[path], path)):
        least = held.index(min(held))
        shares[least].add(path)
        held[least] += sizes[path]
    return shares
