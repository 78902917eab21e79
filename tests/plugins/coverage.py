"""No address and no template without a test. Holds whenever all of tests/views is run.

- Every endpoint is asked for by a test in tests/views, and by one that notices when its view returns an empty 200: the
  tests that asked for it are run again with such a view in its place, until one fails.
- Every template is drawn by some test.
Tests marked `every_url` walk all addresses and know nothing of what a page shows: they do not count, and those marked
`thorough` take too long for it.
"""

import time
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from flask import request, request_started

from inbox.config import ROOT
from tests.plugins import apps

NO_PAGES = {"live.socket"}  # its view speaks over a websocket: tests/stack does
NOT_COUNTING = ("every_url", "thorough")
VIEWS = Path(__file__).resolve().parent.parent / "views"


class Coverage:
    """What the tests of this session asked for."""

    def __init__(self) -> None:
        self.item: pytest.Item | None = None
        self.asked: dict[str, list[pytest.Item]] = {}
        self.took: dict[pytest.Item, float] = {}
        self.complaints: list[str] = []
        self.files: set[Path] = set()
        self.counting: set[pytest.Item] = set()

    def note(self, _app, **_) -> None:
        """A request has begun."""
        if self.item is not None and request.endpoint is not None:
            items = self.asked.setdefault(request.endpoint, [])
            if self.item not in items:
                items.append(self.item)


def pytest_configure(config) -> None:
    """Listens to all applications."""
    config.stash[KEY] = found = Coverage()
    request_started.connect(found.note, weak=False)


KEY = pytest.StashKey[Coverage]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Knows what there is, before anything is chosen by its marks; and marks what counts, to choose by."""
    found = config.stash[KEY]
    found.files = {item.path for item in items}
    found.counting = {
        item for item in items if VIEWS in item.path.parents and not any(map(item.get_closest_marker, NOT_COUNTING))
    }
    for item in found.counting:
        item.add_marker("covers")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Knows which test runs."""
    found = item.config.stash[KEY]
    found.item = item if item in found.counting else None
    started = time.process_time()
    try:
        return (yield)
    finally:
        found.item, found.took[item] = None, time.process_time() - started


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session):
    """Looks at what was asked for, once all tests have passed."""
    result = yield
    if not session.testsfailed and is_whole(session):
        found = session.config.stash[KEY]
        found.complaints = [*_endpoints(found), *_templates()]
        session._setupstate.teardown_exact(None)
        session.testsfailed += len(found.complaints)
    return result


def is_whole(session) -> bool:
    """Whether all of tests/views that counts was run: no file, no part of a file, and no choice left out."""
    option = session.config.option
    if option.collectonly or option.keyword or option.deselect or getattr(option, "lf", False):
        return False
    found = session.config.stash[KEY]
    named = any("::" in argument for argument in session.config.args)
    every_file = set(VIEWS.glob("**/test_*.py")) <= found.files
    return not named and every_file and found.counting <= set(session.items)


def _endpoints(found: Coverage) -> list[str]:
    known = {endpoint for app in apps.made() for endpoint in app.view_functions}
    complaints = [f"no test in tests/views asks for {endpoint}" for endpoint in sorted(known - set(found.asked))]
    for endpoint, items in sorted(found.asked.items()):
        own = endpoint.partition(".")[0]  # its tests are the likeliest to notice, and of those a quick one will do
        nearest = sorted(items, key=lambda item: (not item.path.stem.endswith(own), found.took[item]))
        if endpoint not in NO_PAGES and not any(_fails_when_empty(endpoint, item) for item in nearest):
            complaints.append(f"no test in tests/views fails when {endpoint} answers with an empty page")
    return complaints


def _fails_when_empty(endpoint: str, item: pytest.Item) -> bool:
    """Runs the test again with an empty page in place of that view."""
    apps.emptied.add(endpoint)
    option, style = item.config.option, item.config.option.tbstyle
    option.tbstyle = "native"  # nobody reads how it fails, and drawing that takes as long as the test
    try:
        item._initrequest()
        reports = runtestprotocol(item, log=False, nextitem=item.session)  # keeps what the session holds
    finally:
        apps.emptied.discard(endpoint)
        option.tbstyle = style
    return any(report.failed for report in reports if report.when == "call")


def _templates() -> list[str]:
    folder = ROOT / "templates"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return [f"no test draws templates/{name}" for name in sorted(names - apps.loaded_templates)]


def pytest_terminal_summary(terminalreporter, config) -> None:
    """Names what no test guards."""
    for complaint in config.stash[KEY].complaints:
        terminalreporter.write_line(f"UNCOVERED {complaint}", red=True)
