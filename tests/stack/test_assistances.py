"""The assistant in real processes: each new client is answered once, whatever dies; F6, F8."""

import shutil
import signal
import sqlite3
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest
import redis

from tests.stack import experiments
from tests.stack.browser import Browser, whole_conversation
from tests.stack.test_receptions import clients
from tests.stack.waiting import until
from tests.values import SERVICE

pytestmark = pytest.mark.heavy(7)

FOUND = 62
"""Seconds after which the sweep finds what a worker died over; what no worker was told of it finds sooner."""
ASK, AND = "How much does a logo cost?", "And do you print?"
PRICE, PRINTS = "Three sketches.", "Your printer does."


def freelancer(halle) -> Browser:
    """Somebody whose assistant answers, and who counts as offline whatever they do."""
    bo = Browser(halle.url).sign_up("freelancer")
    forms = (
        ("/settings/privacy", {"shows_reading": "1", "presence_hidden": "1"}),
        ("/settings/services", SERVICE | {"key": "k"}),
        ("/settings/assistant/faq", {"question": "Do you print?", "answer": f"No. {PRINTS}"}),
    )
    for path, form in forms:
        assert bo.post(path, form).status == 303, path
    tells = [
        ("csrf_token", bo.token()),
        ("enabled", "1"),
        *(("tells", topic) for topic in ("services", "prices", "faq")),
    ]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert bo.request("POST", "/settings/assistant", urlencode(tells), form).status == 303
    return bo


def said(browser, other) -> list[str]:
    return [text for _, text in whole_conversation(browser, other.name)]


def answered(halle, other) -> tuple[int, int]:
    """How many answers the assistant of that freelancer gave, and how many conversations still wait."""
    sent = "SELECT count(*) FROM message JOIN person ON person.id = author_id WHERE username = ? AND kind = 'assistant'"
    waits = """SELECT count(*) FROM (SELECT freelancer_id FROM reception WHERE due_at > 0
        UNION ALL SELECT freelancer_id FROM assistance WHERE due_at > 0) JOIN person ON person.id = freelancer_id
        WHERE username = ?"""
    with closing(sqlite3.connect(halle.database)) as connection:
        return tuple(connection.execute(count, (other.name,)).fetchone()[0] for count in (sent, waits))


def times(texts: list[str], words: str) -> int:
    """How many of these texts hold that."""
    return sum(words in text for text in texts)


def test_an_answer_comes_to_the_open_page_and_who_takes_over_is_not_spoken_for(halle, tab):
    bo, (ana,) = freelancer(halle), clients(halle, 1)
    page = tab(ana, bo)
    assert ana.send(bo.name, ASK).status == 303
    until(lambda: times(page.texts(), PRICE), 30, "the answer is on the open page")
    assert "Assistant, not" in ana.get(f"/inbox/{bo.name}").text
    assert bo.post(f"/inbox/{ana.name}/takeover", {}).status == 303
    assert ana.send(bo.name, AND).status == 303
    other = clients(halle, 1)[0]  # who wrote later is answered: the worker has been at what Ana wrote
    assert other.send(bo.name, ASK).status == 303
    until(lambda: answered(halle, bo) == (2, 0), 30, "the other one is answered")
    assert times(said(ana, bo), PRICE) == 1 and times(said(ana, bo), PRINTS) == 0


def test_each_is_answered_once_when_worker_redis_and_pages_are_killed_in_the_middle(halle):
    """F6: the database is held, so that the worker is in the middle of a job, and everything dies at once."""
    bo, new = freelancer(halle), clients(halle, 4)
    for client in new[:2]:
        assert client.send(bo.name, ASK).status == 303
    until(lambda: answered(halle, bo) == (2, 0), 60, "the first two are answered")
    experiments.stop(halle, "worker")
    for client, text in zip(new, (AND, AND, ASK, ASK), strict=True):
        assert client.send(bo.name, text).status == 303
    experiments.kill_in_the_middle_of_a_job(halle)
    began = time.monotonic()
    halle.end_pause("sweep_receptions", FOUND)
    until(lambda: answered(halle, bo) == (6, 0), 120, "each is answered")
    assert time.monotonic() - began < 120
    until(lambda: halle.serves("pages"), 20, "the pages are back")
    assert [(times(said(client, bo), PRICE), times(said(client, bo), PRINTS)) for client in new] == [
        (1, 1), (1, 1), (1, 0), (1, 0),
    ]  # fmt: skip


def test_what_was_asked_while_redis_was_emptied_is_answered_from_the_database(halle):
    """F8."""
    bo, (ana, eve) = freelancer(halle), clients(halle, 2)
    assert ana.send(bo.name, ASK).status == 303
    until(lambda: answered(halle, bo) == (1, 0), 60, "Ana is answered")
    experiments.stop(halle, "worker")
    try:
        assert (ana.send(bo.name, AND).status, eve.send(bo.name, ASK).status) == (303, 303)
        with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
            client.flushall()
        halle.move_clock(FOUND)
    finally:
        halle.kill("worker", signal.SIGCONT)
    until(lambda: answered(halle, bo) == (3, 0), 120, "both are answered")
    assert (times(said(ana, bo), PRICE), times(said(ana, bo), PRINTS), times(said(eve, bo), PRICE)) == (1, 1, 1)


@pytest.mark.skipif(shutil.which("apertium") is None, reason="no apertium (bin/test installs it as root)")
def test_who_asks_in_spanish_is_answered_in_spanish_with_the_original_below(halle):
    bo, (ana,) = freelancer(halle), clients(halle, 1)
    assert ana.send(bo.name, "¿Cuánto cuesta un logotipo para mi tienda?").status == 303
    until(lambda: answered(halle, bo) == (1, 0), 60, "Ana is answered")
    (answer,) = said(ana, bo)[1:]
    assert "Tres croquis" in answer or "Tres bocetos" in answer
    assert "translated from English by Apertium" in answer and PRICE in answer and "€350" in answer
