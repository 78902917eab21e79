"""One running Halle and one browser for all journeys; a context for each person."""

import shutil

import pytest

from tests.journeys.cast import Person
from tests.journeys.house import House

CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's chromium, which may run as root."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("no chromium on this machine")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": program, "args": quiet}


@pytest.fixture(scope="session")
def halle(tmp_path_factory):
    """The running Halle, shared: whoever kills a part of it waits until it is up again."""
    with House(tmp_path_factory.mktemp("halle")) as house:
        yield house


@pytest.fixture
def clock(halle):
    """Moves the servers' clock for one test."""
    yield halle.move_clock
    halle.move_clock(0)


@pytest.fixture
def join(halle, browser):
    """Makes people, each with a browser of their own; at the end no page of theirs has broken a rule."""
    people: list[Person] = []

    def joined(name="ana", role="client", **options) -> Person:
        people.append(Person(browser, halle.url, name, role, **options))
        return people[-1]

    yield joined
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
