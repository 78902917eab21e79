"""New clients and the automatic reply, in real processes: once for each, whatever dies; F6, F8, F16."""

import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import redis

from tests.stack import experiments
from tests.stack.browser import Browser, whole_conversation
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(5)

REPLY = "I answer soon"
FOUND = 21
"""Seconds after which the sweep takes a new client for one whom no worker was told of."""


def freelancer(halle) -> Browser:
    """Somebody who answers new clients automatically."""
    bo = Browser(halle.url).sign_up("freelancer")
    assert bo.post("/settings/auto-reply", {"enabled": "1", "body": REPLY}).status == 303
    return bo


def clients(halle, number: int) -> list[Browser]:
    return [Browser(halle.url).sign_up("client") for _ in range(number)]


def said(browser, other) -> list[str]:
    return [text for _, text in whole_conversation(browser, other.name)]


def answered(halle, other) -> tuple[int, int]:
    """How many automatic replies that freelancer gave, and how many of their receptions still wait."""
    sent = (
        "SELECT count(*) FROM message JOIN person ON person.id = author_id WHERE username = ? AND kind = 'auto-reply'"
    )
    waits = "SELECT count(*) FROM reception JOIN person ON person.id = freelancer_id WHERE username = ? AND due_at > 0"
    with closing(sqlite3.connect(halle.database)) as connection:
        return tuple(connection.execute(count, (other.name,)).fetchone()[0] for count in (sent, waits))


def test_two_first_messages_at_once_make_one_conversation_and_one_automatic_reply_on_the_open_page(halle, tab):
    """F16."""
    bo, (ana,) = freelancer(halle), clients(halle, 1)
    open_page = tab(ana, bo)
    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(lambda n: ana.copy().send(bo.name, f"first {n}"), range(2)))
    assert [answer.status for answer in sent] == [303, 303]
    open_page.shows(REPLY)
    until(lambda: answered(halle, bo) == (1, 0), what="all are received")
    assert sorted(said(ana, bo)) == sorted(["first 0", "first 1", REPLY]) == sorted(said(bo, ana))
    assert open_page.texts().count(REPLY) == 1


def test_each_new_client_is_answered_once_when_worker_redis_and_pages_are_killed_in_the_middle(halle):
    """F6: the database is held, so that the worker is in the middle of a job, and everything dies at once."""
    bo, new = freelancer(halle), clients(halle, 4)
    for client in new[:2]:
        assert client.send(bo.name, "hello").status == 303
    until(lambda: answered(halle, bo) == (2, 0), 30, "the first two are answered")
    experiments.stop(halle, "worker")
    for client in new[2:]:
        assert client.send(bo.name, "hello").status == 303
    experiments.kill_in_the_middle_of_a_job(halle)
    began = time.monotonic()
    halle.end_pause("sweep_receptions", FOUND)
    until(lambda: answered(halle, bo) == (4, 0), 120, "each is answered")
    assert time.monotonic() - began < 120
    until(lambda: halle.serves("pages"), 20, "the pages are back")
    assert [said(client, bo).count(REPLY) for client in new] == [1] * 4


def test_who_wrote_while_the_worker_was_away_and_redis_was_emptied_is_answered_from_the_database(halle):
    """F8."""
    bo, new = freelancer(halle), clients(halle, 2)
    experiments.stop(halle, "worker")
    try:
        for client in new:
            assert client.send(bo.name, "hello").status == 303
        with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
            client.flushall()
        assert answered(halle, bo) == (0, 2)
        halle.move_clock(FOUND)
    finally:
        halle.kill("worker", signal.SIGCONT)
    until(lambda: answered(halle, bo) == (2, 0), 120, "both are answered")
    assert [said(client, bo) for client in new] == [["hello", REPLY]] * 2
