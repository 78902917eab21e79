"""Fixtures for all tests; each plugin says what it gives."""

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
