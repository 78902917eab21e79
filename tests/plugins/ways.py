"""Journeys are made in each language, with scripts and without. The whole matrix makes each of them in every such way;
with every commit a journey is made in half of its ways, so that it is made in each language, and with scripts and
without: by its name, English without scripts and French with them, or the other two. Whoever names a test gets all."""

import os
from zlib import crc32

import pytest

from tests.plugins.shares import leave_out

LANGUAGES = [
    pytest.param("en", id="english", marks=pytest.mark.way(0)),
    pytest.param("fr", id="french", marks=pytest.mark.way(1)),
]
SCRIPTS = [
    pytest.param(True, id="scripts", marks=pytest.mark.way(0)),
    pytest.param(False, id="plain", marks=pytest.mark.way(1)),
]
PAIRS = [
    pytest.param(
        (*language.values, *scripts.values), id=f"{language.id}-{scripts.id}", marks=(*language.marks, *scripts.marks)
    )
    for language in LANGUAGES
    for scripts in SCRIPTS
]
"""Every language with scripts and without, as one value."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items) -> None:
    """Leaves out the ways of the whole matrix."""
    if os.environ.get("HALLE_TEST_ALL") or any("::" in argument for argument in config.args):
        return
    leave_out(config, items, is_chosen)


def is_chosen(item: pytest.Item) -> bool:
    """Whether every commit makes this journey in this way."""
    ways = [mark.args[0] for mark in item.iter_markers("way")]
    return not ways or sum(ways) % 2 == crc32(item.originalname.encode()) % 2
