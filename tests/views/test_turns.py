"""Quick pages take turns, and nobody waits for long."""

import threading
import time
from contextlib import contextmanager

import pytest
from flask import Response

from inbox.views import turns
from inbox.views.turns import PATIENCE, SMALL, in_turn
from tests.stack.waiting import stays, until


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Long enough to be told from no time at all, whatever else the machine does."""
    monkeypatch.setattr(turns, "PATIENCE", 1.0)


@contextmanager
def in_the_midst_of_a_page(app):
    """Another thread answers a quick page, and does not come to an end."""
    may_end, inside = threading.Event(), threading.Event()

    def answer() -> Response:
        inside.set()
        may_end.wait(20)
        return Response("first")

    def ask() -> None:
        with app.test_request_context("/inbox"):
            in_turn(answer)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        assert inside.wait(20)
        yield may_end
    finally:
        may_end.set()
        thread.join(20)


def asked(app, path: str, **how) -> float:
    """Seconds until the answer to that was made."""
    begun = time.monotonic()
    with app.test_request_context(path, **how):
        in_turn(Response)
    return time.monotonic() - begun


@pytest.fixture
def on_sqlite(app, monkeypatch):
    """Turns are taken there alone; nothing here asks a database."""
    monkeypatch.setitem(app.config, "HALLE", app.config["HALLE"].model_copy(update={"database_url": "sqlite:///x"}))


def test_the_next_one_begins_when_the_one_before_has_ended(app, monkeypatch, on_sqlite):
    monkeypatch.setattr(turns, "PATIENCE", 20)
    begun = []

    def ask() -> None:
        with app.test_request_context("/inbox/bo"):
            in_turn(lambda: begun.append(True) or Response())

    with in_the_midst_of_a_page(app) as may_end:
        second = threading.Thread(target=ask)
        second.start()
        stays(lambda: not begun, 0.2, "the second one waits")
        may_end.set()
        until(lambda: begun)
    second.join(20)


def test_nobody_waits_longer_than_a_moment(app, on_sqlite):
    with in_the_midst_of_a_page(app):
        assert 0.9 < asked(app, "/inbox") < 15
    assert PATIENCE < 0.1
    assert asked(app, "/inbox") < 0.9, "who has waited in vain takes nobody's turn away"


@pytest.mark.parametrize(
    ("path", "how"),
    [("/login", {}), ("/settings/", {}), ("/search?q=a", {}),
     ("/inbox/bo/messages", {"method": "POST", "data": b"x" * (SMALL + 1)}),
     ("/inbox/bo/messages", {"method": "POST", "headers": {"Transfer-Encoding": "chunked"}})],
)  # fmt: skip
def test_what_may_take_long_waits_for_nobody(app, on_sqlite, path, how):
    with in_the_midst_of_a_page(app):
        assert asked(app, path, **how) < 0.9


def test_a_short_message_takes_its_turn(app, on_sqlite):
    with in_the_midst_of_a_page(app):
        assert asked(app, "/inbox/bo/messages", method="POST", data=b"body=Hello") > 0.9


@pytest.mark.parametrize("name", ["ROLE", "HALLE"])
def test_sockets_and_postgresql_know_no_turns(app, on_sqlite, monkeypatch, name):
    other = {"ROLE": "live", "HALLE": app.config["HALLE"].model_copy(update={"database_url": "postgresql+psycopg://x"})}
    with in_the_midst_of_a_page(app):
        monkeypatch.setitem(app.config, name, other[name])
        assert asked(app, "/inbox") < 0.9


def test_a_page_that_breaks_gives_its_turn_on(app, on_sqlite):
    with app.test_request_context("/inbox"), pytest.raises(ZeroDivisionError):
        in_turn(lambda: 1 / 0)
    assert asked(app, "/inbox") < 0.9


def test_the_application_asks_for_turns(app, monkeypatch):
    seen = []
    monkeypatch.setattr(turns, "in_turn", lambda answer: seen.append(answer) or answer())
    assert app.test_client().get("/healthz").status_code == 200 and len(seen) == 1


def test_the_quick_views_are_views(app):
    assert set(app.view_functions) >= turns.QUICK
