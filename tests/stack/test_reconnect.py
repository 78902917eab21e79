"""Whatever ends a socket, the page that comes back is what a fresh page would be."""

import contextlib
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.examples import sized
from tests.stack import experiments
from tests.stack.live import Raw, held
from tests.stack.proxy import Proxy
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)


def test_a_hundred_sockets_have_every_message_once_after_the_live_server_was_killed(halle):
    """F22; bin/bench faults: 500."""
    found = experiments.crash_of_the_live_server(halle, conversations=5, tabs=20, messages=40)
    assert found["sockets"] == 100 and found["connections"] >= 200
    assert found["after_crash"] < 25 and found["after_last_send"] < 15


@pytest.mark.parametrize(("messages", "changes"), [(30, 5), sized((500, 50), (150, 15))])
def test_a_page_that_was_away_equals_a_fresh_one(halle, tab, messages, changes):
    """F23: away for messages, edits, deletions and a reading."""
    ana, bo = experiments.pair(halle)
    old = [ana.send(bo.name, f"old {number}", key=f"old-{number}").message_id for number in range(2 * changes)]
    one = tab(ana, bo)
    one.shows(f"old {2 * changes - 1}")
    one.close()
    one.closed()
    with ThreadPoolExecutor(4) as pool:
        turns = [(ana, bo.name) if number % 2 else (bo, ana.name) for number in range(messages)]
        assert {answer.status for answer in pool.map(lambda turn: turn[0].copy().send(turn[1], "new"), turns)} == {303}
        assert set(pool.map(lambda id_: ana.copy().edit(id_, f"edited {id_}").status, old[:changes])) == {303}
        assert set(pool.map(lambda id_: ana.copy().delete(id_).status, old[changes:])) == {303}
    bo.get(f"/inbox/{ana.name}")
    frames = len(one.frames)
    one.connect()
    until(lambda: len(one.frames) > frames)
    ana.read(bo.name, one.page.since)  # as the script of the page says
    one.equals_fresh(part=without_presence)


def without_presence(state):
    """The same without who is online, which changes by itself."""
    return {name: value for name, value in state.items() if not name.endswith(("presence", "avatar", "rows"))} | {
        "rows": [row.replace(" on'", "'").replace("online", "offline") for row in state["rows"]]
    }


def test_a_page_that_saw_every_change_equals_a_fresh_one(halle, tab):
    """The pushes one by one, instead of one catch-up."""
    ana, bo = experiments.pair(halle)
    one = tab(bo, ana)
    ids = []
    for number in range(12):
        ids.append(ana.send(bo.name, f"number {number}", reply_to=ids[-1] if ids else "").message_id)
        if number % 3 == 0:
            ana.edit(ids[-1], f"number {number}, edited")
        if number % 4 == 3:
            ana.delete(ids[-2])
    one.until(lambda page: "number 11" in page.texts())
    one.equals_fresh(part=without_presence)


def test_a_live_server_that_is_asked_to_stop_tells_its_sockets_to_come_back(halle, tab):
    """F24: 1012, at once, and the pages catch up."""
    ana, bo = experiments.pair(halle)
    tabs = [tab(ana, bo), tab(bo, ana)]
    old = halle.kill("live", signal.SIGTERM)
    assert [one.closed(15) for one in tabs] == [1012, 1012]
    ana.send(bo.name, "while you were out")
    until(lambda: halle.pid("live") not in (None, old) and halle.serves("live"), 30)
    for one in tabs:
        one.connect()
        one.shows("while you were out")


def test_a_reload_of_the_live_server_tells_its_sockets_to_come_back(halle, tab):
    ana, bo = experiments.pair(halle)
    one = tab(ana, bo)
    workers = halle.workers("live")
    halle.kill("live", signal.SIGHUP)
    assert one.closed(10) == 1012
    until(lambda: halle.workers("live") and not set(halle.workers("live")) & set(workers), 20)
    one.connect()
    bo.send(ana.name, "hello again")
    one.shows("hello again")


def test_a_worker_of_the_live_server_that_is_killed_is_replaced(halle, tab):
    ana, bo = experiments.pair(halle)
    one = tab(ana, bo)
    [worker] = halle.workers("live")
    os.kill(worker, signal.SIGKILL)
    assert one.closed() == 1006
    until(lambda: halle.workers("live") not in ([], [worker]) and halle.serves("live"), 20)
    one.connect()
    bo.send(ana.name, "hello again")
    one.shows("hello again")


@pytest.mark.parametrize("code", [*sized((1000, 1001, 1008, 1011, 1013, 4000), (1001, 4000)), "reset", "half-open"])
def test_however_a_client_goes_nothing_of_it_stays(halle, tab, code):
    """F24: as many sockets as one person may have, gone, and there is room for as many again."""
    ana, bo = experiments.pair(halle)
    tab(bo, ana)
    with Proxy(halle.live_port) as proxy:
        before, url = len(held(halle.live_port)), f"ws://127.0.0.1:{proxy.port}/live"
        tabs = [tab(ana, bo, url=url) for _ in range(20)]
        assert Raw(halle, ana.cookie).status == 503
        leave(proxy, tabs, code)
        until(lambda: len(held(halle.live_port)) <= before, 20, "the sockets are gone")
    assert [tab(ana, bo) for _ in range(20)]


def test_who_answers_no_ping_is_told_so_and_let_go(halle, ana):
    """F24: its kernel still takes what is sent, as that of a browser in a suspended laptop or a frozen tab does."""
    raw = Raw(halle, ana.cookie)
    raw.hello(None)
    assert raw.ended(20) == 1008
    until(lambda: not raw.is_held(), what="the server lets go")


def test_a_page_on_which_nothing_happens_keeps_its_socket(halle, ana):
    """Longer than a peer has time to take a frame, and longer than one may leave a ping unanswered."""
    raw = Raw(halle, ana.cookie)
    raw.hello(None)
    raw.answer_pings(4)
    assert raw.is_held()
    raw.close()


def test_a_socket_whose_handler_breaks_is_told_to_come_back(halle, ana, bo, tab):
    """Nothing else may be written into it, as the page of an error would be."""
    one = tab(ana)  # with nobody on the screen: nothing but its own words can make it ask the database
    with without_table(halle, "person"):
        one.say({"tab": "t", "with": bo.name, "since": 0, "filter": "all"})
        assert one.closed() == 1011
    one.connect()
    ana.send(bo.name, "hello again")
    one.until(lambda page: any("hello again" in row.text() for row in page.rows.values()), what="a row")


@contextlib.contextmanager
def without_table(halle, name):
    """For a moment no question about that table can be answered."""
    with sqlite3.connect(halle.database, timeout=20) as rows:
        rows.execute(f"ALTER TABLE {name} RENAME TO away")
        rows.commit()
        try:
            yield
        finally:
            rows.execute(f"ALTER TABLE away RENAME TO {name}")
    rows.close()


def test_rubbish_on_the_wire_does_not_end_the_listening(halle, ana, bo, tab):
    ana.send(bo.name, "hello")
    one = tab(bo, ana)
    with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        assert client.publish("halle:presence", '{"nobody": 1}')
    ana.send(bo.name, "hello again")
    one.shows("hello again")


def leave(proxy, tabs, code):
    if code == "reset":
        proxy.reset_all()
    elif code == "half-open":
        proxy.frozen = True
    else:
        for one in tabs:
            one.close(code)
