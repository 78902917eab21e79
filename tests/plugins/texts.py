"""Which routes show what somebody said. Holds whenever all of tests/views is run: a route that did so in any test, and
is not in the list of tests/views/test_texts.py, is a complaint.

What is said in a test is noted as it is stored; an answer that holds it, though the request did not bring it along,
shows it.
"""

import re
from collections.abc import Set

import pytest
from flask import request, request_finished
from sqlalchemy import Engine, event

from tests.plugins.coverage import is_whole

_TAG = re.compile("<[^>]*>")
_WRITTEN = re.compile(r"(INSERT INTO|UPDATE) (message|content)\b", re.IGNORECASE)
_DISTINCT = re.compile(r"[\w,]+ [\w ,]+")  # several words, which no escaping changes; keys are none
LEAST = 8
"""Characters of a text that no page holds by chance."""


def without_tags(html: str) -> str:
    """The text of a page, and of its pieces; what was looked for is marked in the middle of it."""
    return _TAG.sub("", html)


class Texts:
    """What was said in the test that runs, and which endpoints showed something said."""

    def __init__(self) -> None:
        self.said: set[str] = set()
        self.shown_by: dict[str, str] = {}
        self.test = ""
        self.complaints: list[str] = []

    def note(self, _connection, _cursor, statement: str, parameters, *_) -> None:
        """Something is said, or said otherwise, by whichever way it comes into the database."""
        if not _WRITTEN.match(statement):
            return
        rows = parameters if isinstance(parameters, list) else [parameters]
        for value in (value for row in rows for value in (row.values() if isinstance(row, dict) else row)):
            if isinstance(value, str) and len(value) >= LEAST and _DISTINCT.fullmatch(value):
                self.said.add(value)

    def look(self, _app, response, **_) -> None:
        """Something is answered."""
        if (
            not self.said
            or request.endpoint is None
            or response.is_streamed
            or not response.mimetype.startswith("text/")
        ):
            return
        shown = without_tags(response.get_data(as_text=True))
        brought = " ".join([*request.values.values(), request.path])
        if any(text in shown and text not in brought for text in self.said):
            self.shown_by.setdefault(request.endpoint, self.test)


def pytest_configure(config) -> None:
    """Listens to everything that is said and answered."""
    config.stash[KEY] = found = Texts()
    event.listen(Engine, "before_cursor_execute", found.note)
    request_finished.connect(found.look, weak=False)


KEY = pytest.StashKey[Texts]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Each test begins with nothing said."""
    found = item.config.stash[KEY]
    found.said.clear()
    found.test = item.nodeid
    return (yield)


def unregistered(shown_by: dict[str, str], registered: Set[str]) -> list[str]:
    """A sentence for each endpoint that is missing from the list."""
    return [
        f"{endpoint} shows what was said (in {test}): add it to SHOWING in tests/views/test_texts.py"
        for endpoint, test in sorted(shown_by.items())
        if endpoint not in registered
    ]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session):
    """Compares with the list, once all of tests/views has passed."""
    result = yield
    if not session.testsfailed and is_whole(session):
        from tests.views.test_texts import LISTED  # noqa: PLC0415 (when its tests are collected)

        found = session.config.stash[KEY]
        found.complaints = unregistered(found.shown_by, LISTED)
        session.testsfailed += len(found.complaints)
    return result


def pytest_terminal_summary(terminalreporter, config) -> None:
    """Names what is missing from the list."""
    for complaint in config.stash[KEY].complaints:
        terminalreporter.write_line(f"UNREGISTERED {complaint}", red=True)
