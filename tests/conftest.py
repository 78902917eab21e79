"""Fixtures for all tests; each plugin says what it gives."""

import gc

pytest_plugins = [
    "tests.plugins.guards",
    "tests.plugins.redis",
    "tests.plugins.databases",
    "tests.plugins.apps",
    "tests.plugins.running",
    "tests.plugins.browsers",
    "tests.plugins.coverage",
    "tests.plugins.texts",
    "tests.plugins.mail",
]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through again and again for garbage."""
    gc.collect()
    gc.freeze()
