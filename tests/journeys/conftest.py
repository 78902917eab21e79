"""One running Halle and one browser for all journeys; a context for each person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.cast import Person
from tests.stack import server

expect.set_options(timeout=15_000)  # a machine that is busy; whatever has a bound of its own says so

SMALL = {"HALLE_ASSETS": "local", "HALLE_PAGE_MESSAGES": "20", "HALLE_PAGE_CONVERSATIONS": "8"}
"""Short pages, so that few messages and people fill them."""


def pytest_collection_modifyitems(items):
    """Everything here runs in a real browser."""
    for item in items:
        if item.path.is_relative_to(__file__.removesuffix("conftest.py")):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def running(vendor_files):
    """The running Halle."""
    with server.running(vendor_files.values(), **SMALL) as halle:
        yield halle


@pytest.fixture
def join(halle, browser):
    """Makes people, each with a browser of their own; at the end no page of theirs has broken a rule."""
    with joining(browser, halle) as make:
        yield make


@contextmanager
def joining(browser: Browser, halle: server.Halle) -> Iterator[Callable[..., Person]]:
    """What `join` gives, for as long as that is open."""
    people: list[Person] = []

    def make(name="ana", role="client", **options) -> Person:
        people.append(Person(browser, halle.url, name, role, **options))
        return people[-1]

    yield make
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.context.close()
    assert complaints == []


@pytest.fixture
def pair(join):
    """Ana, a client, and Bo, a freelancer: both with an account, neither with a page open."""
    return join("ana", "client").joined(), join("bo", "freelancer").joined()


@pytest.fixture
def talk(pair):
    """Ana and Bo with their conversation open, after one message each."""
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    bo.post(ana, "Hello Ana")
    ana.open(bo), bo.open(ana)
    return ana, bo
