"""A server that dies between the commit and the push wakes nobody: its successor makes up for it."""

import os
import signal

import pytest

from app import create_app
from inbox.config import load
from inbox.extensions import db
from inbox.models.person import Person
from inbox.services import messages
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(4)


SOON = 10
"""Seconds: later they are on the pages anyway, with whatever else is pushed to them."""


@pytest.fixture
def untold(halle):
    """Runs a verb as a server does that is killed once it has committed: `untold(verb, actor, ...)`. Nobody is told."""
    app = create_app(load({"HALLE_DATA": str(halle.data), "DATABASE_URL": f"sqlite:///{halle.database}"}))

    def run(verb, *people, **values):
        with app.app_context():
            found = [db.session.scalar(Person.named(browser.name)) for browser in people]
            verb(*found, **values)

    yield run
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("part", ["pages", "worker"])
def test_what_a_killed_server_told_nobody_is_on_all_pages_once_its_successor_runs(
    halle, person, ana, bo, tab, untold, part
):
    chloe = person("client")
    changed, gone = (ana.send(bo.name, text).message_id for text in ("before", "to be taken back"))
    tabs = [tab(ana, bo), tab(bo, ana)]
    untold(messages.edit, ana, message_id=changed, body="after", revision=0)
    untold(messages.delete, ana, message_id=gone)
    untold(messages.send, bo, ana, body="never told", key="untold")
    untold(messages.send, chloe, bo, body="first words", key="untold")
    assert not any("never told" in one.texts() for one in tabs)

    kill(halle, part)

    for one in tabs:
        one.shows("never told", SOON)
        one.until(lambda page: "after" in page.texts() and "to be taken back" not in " ".join(page.texts()))
    tabs[1].until(lambda page: any("first words" in row.text() for row in page.rows.values()), what="a row")
    tabs[1].until(lambda page: page.unread() == 2, what="two unread conversations")
    for one in tabs:
        one.equals_fresh()


def kill(halle, part: str) -> None:
    """The process that serves; gunicorn's master starts another one."""
    workers = until(lambda: halle.workers(part), what=f"a worker of {part}") if part == "pages" else [halle.pid(part)]
    os.kill(workers[0], signal.SIGKILL)
