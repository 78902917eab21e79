"""F7, F8: Redis is stopped, emptied, or gone, under load: it costs liveness, and no message and no page."""

import signal
from contextlib import contextmanager

import pytest
import redis

from tests.stack import experiments
from tests.stack.browser import Browser
from tests.stack.waiting import percentile, until

pytestmark = pytest.mark.heavy(5)

SLOWER = 1.0
"""Seconds that a request may take longer."""


@contextmanager
def frozen(halle, name):
    pid = halle.pid(name)
    experiments.stop(halle, name)
    try:
        yield
    finally:
        halle.kill(name, signal.SIGCONT)
        assert halle.pid(name) == pid


def asked(ana, bo, prefix):
    """Seconds for each of twenty sends and pages."""
    took = []
    for number in range(20):
        sent, seconds = ana.timed(lambda n=number: ana.send(bo.name, f"{prefix} {n}"))
        assert sent.status == 303
        page, more = ana.timed(lambda: ana.get(f"/inbox/{bo.name}"))
        assert page.status == 200 and f"{prefix} {number}" in page.text
        took += [seconds, more]
    return took


@pytest.mark.quiet
def test_a_frozen_redis_costs_neither_messages_nor_time_and_pushes_go_on_afterwards(halle, tab):
    ana, bo = experiments.pair(halle)
    before = asked(ana, bo, "before")
    reader = tab(bo, ana)
    with frozen(halle, "redis"):
        during = asked(ana, bo, "during")
        assert max(during) < max(before) + SLOWER
        assert percentile(during, 0.5) < percentile(before, 0.5) + 0.3
        took = [ana.copy().timed(lambda: bo.copy().log_in(bo.name))[1] for _ in range(2)]
        assert max(took) < 3
    reader.shows("during 19")
    ana.send(bo.name, "afterwards")
    reader.shows("afterwards")
    assert [text for text in reader.texts() if text.startswith("during")] == [f"during {n}" for n in range(20)]


@pytest.mark.quiet
def test_a_killed_redis_costs_no_message_and_what_was_sent_meanwhile_is_pushed(halle, tab):
    ana, bo = experiments.pair(halle)
    reader = tab(bo, ana)
    halle.kill("redis")
    took = asked(ana, bo, "without")
    assert max(took) < 3
    until(lambda: halle.serves("redis"), what="redis serves again")
    reader.shows("without 19")
    assert [text for text in reader.texts() if text.startswith("without")] == [f"without {n}" for n in range(20)]


def test_who_could_not_be_woken_is_woken_as_soon_as_redis_answers_again(halle, tab, wakes):
    """After a failure the page server leaves Redis alone for a while; the live server may not even have noticed."""
    ana, bo = experiments.pair(halle)
    reader = tab(bo, ana)
    with frozen(halle, "redis"):
        ana.send(bo.name, "while frozen")
    ana.send(bo.name, "just after")
    until(lambda: None in wakes(), what="a note that names no conversation: look at everything")
    reader.shows("just after")


def test_what_redis_forgot_is_found_in_the_database_and_done(halle):
    """F8: all of Redis is deleted, with the job that was to send a letter."""
    ana, _ = experiments.pair(halle)
    guest, told = Browser(halle.url), f'"to": "{ana.name}@example.org", "subject": "Choose another password'
    with frozen(halle, "worker"), redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        assert guest.post("/password/reset", {"username": ana.name}).status == 303
        assert client.dbsize() > 0
        client.flushall()
        assert told not in halle.log()
    until(lambda: told in halle.log(), 90, "the letter is sent")
    assert ana.get("/inbox").status == 200
