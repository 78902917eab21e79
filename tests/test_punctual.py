"""The thread that releases what is due, in a page process."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from inbox import clock, punctual
from inbox.models.message import Message
from inbox.services import releases, waiting
from tests.waits import holding, scheduled, still  # noqa: F401


@pytest.fixture
def ana(cast):
    """A client who holds her messages for 10 seconds."""
    return holding(cast, cast.person("ana"))


def test_a_look_releases_what_is_due_without_redis(make_app, cast, ana, bo, tmp_path):
    scheduled(cast, ana, bo)
    away = make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock")
    assert punctual.look(away) and cast.count(Message) == 0
    clock.move(timedelta(hours=1))
    assert punctual.look(away)
    assert cast.count(Message) == 1


@pytest.mark.parametrize("error", [OperationalError("SELECT", {}, Exception("away")), RuntimeError("as it happens")])
def test_a_look_that_fails_is_survived_and_said(app, monkeypatch, logged, error):
    def fail():
        raise error

    monkeypatch.setattr(releases, "release_due", fail)
    assert punctual.look(app) is False
    assert "looking for what is due failed" in logged.text or "could not look for what is due" in logged.text


def test_the_thread_looks_as_long_as_the_process_lives(app, cast, ana, bo, monkeypatch):
    monkeypatch.setattr(punctual, "LOOK_EVERY", 0.01)
    cast.do(waiting.send, ana, bo, "Hello", "k")
    ended, looked = threading.Event(), threading.Semaphore(0)
    whole = releases.release_due

    def release_due():
        try:
            return whole()
        finally:
            looked.release()

    monkeypatch.setattr(releases, "release_due", release_due)
    thread = punctual.watch(app, lambda: not ended.is_set())
    assert looked.acquire(timeout=10)
    clock.move(timedelta(seconds=10))
    for _ in range(3):
        assert looked.acquire(timeout=10)
    ended.set()
    thread.join(10)
    assert not thread.is_alive() and cast.count(Message) == 1
