"""One running Halle for all tests of this folder, and people in it."""

import json
from itertools import takewhile

import pytest
import redis

from tests.stack import server
from tests.stack.browser import Browser
from tests.stack.live import Tab


def pytest_collection_modifyitems(items):
    """Everything here runs against real processes."""
    for item in items:
        if item.path.is_relative_to(__file__.removesuffix("conftest.py")):
            item.add_marker("stack")


@pytest.fixture(scope="session")
def running():
    """The running Halle."""
    with server.running() as halle:
        yield halle


@pytest.fixture
def person(halle):
    """Makes a person: a browser that is logged in."""
    return lambda role="client": Browser(halle.url).sign_up(role)


@pytest.fixture
def ana(person):
    return person("client")


@pytest.fixture
def bo(person):
    return person("freelancer")


@pytest.fixture
def tab(halle):
    """Opens a page of a person with its socket; all are closed at the end."""
    tabs = []

    def open_tab(browser, other=None, **more):
        tabs.append(Tab(halle, browser, other and other.name, **more))
        return tabs[-1].greeted()

    yield open_tab
    for one in tabs:
        one.close()


@pytest.fixture
def wakes(halle):
    """What was said on the wire since it was asked for last: the conversation of each note, one for each person."""
    with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        notes = client.pubsub()
        notes.psubscribe("halle:user:*", "test:end")
        for _ in range(2):
            assert notes.get_message(timeout=20)["type"] == "psubscribe"

        def heard() -> list[int]:
            client.publish("test:end", "")
            found = iter(lambda: notes.get_message(timeout=20), None)
            return [json.loads(note["data"]).get("conversation") for note in takewhile(is_note, found)]

        yield heard
        notes.close()


def is_note(message: dict) -> bool:
    return message["channel"] != b"test:end"
