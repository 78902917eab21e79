"""Fixtures for all tests; each plugin says what it gives."""

import gc

from hypothesis import settings

from tests.examples import examples

settings.register_profile("halle", max_examples=examples(settings.default.max_examples))
settings.load_profile("halle")

pytest_plugins = [
    "tests.plugins.shares",
    "tests.plugins.guards",
    "tests.plugins.redis",
    "tests.plugins.databases",
    "tests.plugins.apps",
    "tests.plugins.running",
    "tests.plugins.browsers",
    "tests.plugins.coverage",
    "tests.plugins.first",
    "tests.plugins.ways",
    "tests.plugins.texts",
    "tests.plugins.mail",
    "tests.plugins.stores",
    "tests.plugins.disks",
]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through again and again for garbage. What tests leave is, but not
    seven times a test: that took a twentieth of the whole."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
