"""Held and scheduled messages on a running server: sent once, whatever dies; F20, and waiting beside F7 and F33."""

import os
import re
import signal
import sqlite3

import pytest

from tests.stack import experiments
from tests.stack.browser import whole_conversation
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(5)

HOUR = 3600


def schedule(browser, other, body, key, hours=1):
    """Sends a message later, at one of the moments that the form offers (in an hour)."""
    page = browser.post(f"/inbox/{other.name}/messages", {"body": body, "later": "1", "key": key})
    assert page.status == 200
    first = re.search(r'name="at" value="([^"]+Z)"', page.text)[1]
    return browser.post(f"/inbox/{other.name}/waiting", {"body": body, "key": key, "at": first})


def hold(browser, seconds="10"):
    """Holds all messages for so long from now on."""
    form = {"language": "en", "time_zone": "UTC", "enter_key": "line", "hold": seconds}
    assert browser.post("/settings/", form).status == 303


def texts(browser, other) -> list[str]:
    return [text for _, text in whole_conversation(browser, other.name) if text != "hello"]


def test_what_is_due_is_sent_once_while_redis_the_worker_and_the_pages_are_killed(halle):
    """No process but one page process and the database is needed, and whatever dies in the middle doubles nothing."""
    ana, bo = experiments.pair(halle)
    hold(bo)
    wanted = [f"text {number}" for number in range(30)]
    for number, text in enumerate(wanted):
        sender, other = ((ana, bo), (bo, ana))[number % 2]
        answer = (
            schedule(sender, other, text, text)
            if number % 3
            else experiments.retried(lambda s=sender, o=other, t=text: s.send(o.name, t, key=t))[0]
        )
        assert answer.status == 303
    waiting = [text for text in wanted if text not in texts(ana, bo)]
    assert len(waiting) >= 20  # of those that are held, as many as ten seconds leave
    halle.kill("redis"), halle.kill("worker")
    halle.move_clock(HOUR + 61)
    for name in ("pages", "redis", "worker", "pages"):
        halle.kill_and_wait(name) if name == "pages" else halle.kill(name)
    until(lambda: sorted(texts(bo, ana)) == sorted(wanted), 60, "all are sent")
    until(lambda: halle.serves("redis") and halle.serves("pages"), 20, "all are up again")
    assert sorted(texts(ana, bo)) == sorted(wanted)
    halle.move_clock(2 * HOUR)  # a clock that jumps sends nothing twice, and one that goes back nothing either
    halle.move_clock(0)
    assert sorted(texts(ana, bo)) == sorted(wanted)
    assert "Nothing waits" in ana.get("/waiting").text and "Nothing waits" in bo.get("/waiting").text
    assert experiments.integrity(halle) == "ok"


def test_a_held_message_goes_out_and_is_pushed_while_redis_is_frozen_and_comes_back(halle, tab):
    ana, bo = experiments.pair(halle)
    hold(ana)
    reader = tab(bo, ana)
    assert ana.send(bo.name, "held").location.endswith("#waiting")
    assert "held" not in reader.texts() and "held" not in bo.look(f"/inbox/{ana.name}").text
    halle.kill("redis", signal.SIGSTOP)
    try:
        halle.move_clock(11)
        until(lambda: "held" in texts(bo, ana), what="it is sent without Redis")
    finally:
        halle.kill("redis", signal.SIGCONT)
    reader.shows("held", 20)
    assert texts(ana, bo) == ["held"]


def test_a_database_that_is_locked_when_it_is_due_delays_it_and_loses_nothing(halle):
    """F33: another process holds the database; the release waits, or is tried again."""
    ana, bo = experiments.pair(halle)
    hold(ana)
    assert ana.send(bo.name, "held").status == 303
    with sqlite3.connect(halle.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        halle.move_clock(11)
        until(lambda: "not sent yet" in ana.get("/inbox").text, what="it still waits")
        other.execute("ROLLBACK")
    until(lambda: texts(bo, ana) == ["held"], 20, "it is sent")
    assert "not sent yet" not in ana.get("/inbox").text


def test_the_worker_sends_what_is_due_when_no_page_process_can(halle):
    ana, bo = experiments.pair(halle)
    assert schedule(ana, bo, "by the worker", "k").status == 303
    pid = halle.workers("pages")[0]
    os.kill(pid, signal.SIGSTOP)
    try:
        halle.end_pause("release_waiting", HOUR + 61)
        until(lambda: _state(halle) == ["released"], 45, "the sweep has sent it")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert texts(bo, ana) == ["by the worker"]


def _state(halle) -> list[str]:
    with sqlite3.connect(halle.database) as connection:
        return [
            state
            for (state,) in connection.execute(
                "SELECT state FROM waiting WHERE body = 'by the worker' OR id = (SELECT max(id) FROM waiting)"
            )
        ]
