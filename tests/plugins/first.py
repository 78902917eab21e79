"""The first look, which the fast part takes: all rules of the architecture, and of every other file its first four tests,
each with its first case. It goes through everything, and ends before one has begun to wait for it. What it leaves out
runs with every commit all the same, beside the tests with real processes and browsers."""

from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
WHOLE = TESTS / "architecture"
MANY = 4
LATER = ("every_url", "thorough", "stack", "browser", "postgres")
"""Marks of what is never among them."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """Marks them, to choose by."""
    for item in firsts(items):
        item.add_marker("first")


def firsts(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those of these tests that a first look takes."""
    found, known = [], defaultdict(set)
    for item in items:
        if any(map(item.get_closest_marker, LATER)):
            continue
        test, tests = (item.parent.nodeid, item.originalname), known[item.path]
        if WHOLE in item.path.parents or (test not in tests and len(tests) < MANY):
            tests.add(test)
            found.append(item)
    return found
