"""The fault experiments that have a short form (the tests here) and a long one (bin/bench faults)."""

import itertools
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import redis

from tests.stack.browser import AWAY, Browser, whole_conversation
from tests.stack.live import Crowd, Raw, Tab
from tests.stack.server import Halle
from tests.stack.waiting import PAUSE, percentile, until

PATIENCE = 30


def retried(request: Callable, done: tuple[int, ...] = (303,)) -> tuple[object, float, int]:
    """Repeats a request until it is answered: (answer, seconds, tries). Any other answer than `done` or 5xx is wrong."""
    started, tries = time.monotonic(), 0
    while True:
        tries += 1
        try:
            answer = request()
            if answer.status in done:
                return answer, time.monotonic() - started, tries
            assert answer.status >= 500, (answer.status, answer.text[:500])
        except AWAY:
            pass
        assert time.monotonic() - started < PATIENCE, "nobody answers"
        time.sleep(PAUSE)


def pair(halle: Halle) -> tuple[Browser, Browser]:
    """A client and a freelancer who have said hello, so that both may write."""
    ana, bo = Browser(halle.url).sign_up("client"), Browser(halle.url).sign_up("freelancer")
    assert ana.send(bo.name, "hello").status == 303
    ana.token(), bo.token()
    return ana, bo


def sends_while_killed(halle: Halle, sends: int, kills: int, clients: int = 20, kill: Callable | None = None) -> dict:
    """F1: many clients send, each retrying with the same key; the page server is killed meanwhile. F2: `kill` kills
    something else, and returns once that is back."""
    kill = kill or (lambda: halle.kill_and_wait("pages"))
    ana, bo = pair(halle)
    writers = [
        (one.copy(), other.name) for one, other in itertools.islice(itertools.cycle([(ana, bo), (bo, ana)]), clients)
    ]
    todo, acked, took = iter(range(sends)), {}, []
    lock, statuses = threading.Lock(), set()

    def write(browser: Browser, other: str) -> None:
        while True:
            with lock:
                number = next(todo, None)
            if number is None:
                return
            answer, seconds, _ = retried(lambda n=number: noted(browser.send(other, f"send {n}", key=f"key-{n}")))
            with lock:
                acked[number] = answer.message_id
                took.append(seconds)

    def noted(answer):
        statuses.add(answer.status)
        return answer

    def kill_again() -> None:
        for turn in range(1, kills + 1):
            until(lambda turn=turn: len(acked) >= sends * turn // (kills + 1), 120)
            kill()

    started = time.monotonic()
    with ThreadPoolExecutor(clients + 1) as pool:
        jobs = [pool.submit(kill_again), *(pool.submit(write, *writer) for writer in writers)]
        for job in jobs:
            job.result()
    seen = [(id_, text) for id_, text in whole_conversation(ana, bo.name) if text != "hello"]
    return {
        "sends": sends, "kills": kills, "acked": acked, "seen": seen,
        "equal": whole_conversation(ana, bo.name) == whole_conversation(bo, ana.name),
        "longest": max(took), "p99": percentile(took, 0.99), "seconds": time.monotonic() - started,
        "integrity": integrity(halle), "statuses": statuses,
    }  # fmt: skip


def check_sends(found: dict) -> None:
    """Every acknowledged message exactly once, in one order for both; the acknowledged id is the message's."""
    numbers = [int(text.removeprefix("send ")) for _, text in found["seen"]]
    assert sorted(numbers) == list(range(found["sends"]))
    assert {number: id_ for (id_, _), number in zip(found["seen"], numbers, strict=True)} == found["acked"]
    assert found["equal"]
    assert found["integrity"] == "ok"


def deletions_against_answers(halle: Halle, races: int) -> dict:
    """F12: a message is deleted in the moment in which the other one answers it, again and again, while both look on."""
    ana, bo = pair(halle)
    tabs = [Tab(halle, ana, bo.name).greeted(), Tab(halle, bo, ana.name).greeted()]
    statuses: set[tuple[int, int]] = set()
    with ThreadPoolExecutor(2) as pool:
        for number in range(races):
            original = ana.send(bo.name, f"zeugma{number}").message_id
            start = threading.Barrier(2)
            answer = pool.submit(_at, start, bo.send, ana.name, f"answer {number}", reply_to=original)
            deletion = pool.submit(_at, start, ana.delete, original)
            statuses.add((answer.result().status, deletion.result().status))
    assert ana.send(bo.name, "the last").status == 303
    for tab in tabs:
        tab.shows("the last", 20)
        until(lambda tab=tab: _is_as_fresh(tab), 20, "the page is as a fresh one")
    found = {
        "statuses": statuses,
        "answers": [text for _, text in whole_conversation(bo, ana.name) if text.startswith("answer")],
        "quotes": _quotes(ana, bo.name),
        "pages": "".join(traces_of("zeugma", ana, bo)), "frames": tabs[1].frames[-1],
    }  # fmt: skip
    for tab in tabs:
        tab.close()
    return found


def check_deletions(found: dict, races: int) -> None:
    """Every answer is there once and quotes a deleted message; no page of anybody says what that was."""
    assert found["statuses"] == {(303, 303)}
    assert found["answers"] == [f"answer {number}" for number in range(races)]
    assert found["quotes"] == {"This message was deleted"}
    assert "zeugma" not in found["pages"] and "zeugma" not in found["frames"]


def traces_of(word: str, ana: Browser, bo: Browser) -> list[str]:
    """All pages of the two that could say something of a text between them, a search for it among them."""
    pages = []
    for one, other in ((ana, bo), (bo, ana)):
        paths = ("/inbox", "/latest", "/changes", f"/inbox/{other.name}", f"/inbox/{other.name}/changes?since=0")
        pages += [one.look(path).text for path in (*paths, f"/search?q=from:{ana.name}", f"/search?q=from:{bo.name}")]
        pages += re.findall(r"<mark>.*?</mark>", one.look(f"/search?kind=all&q={word}").text)
    return pages


def _is_as_fresh(tab: Tab) -> bool:
    """A fresh page shows the newest alone."""
    fresh = tab.fresh()["messages"]
    return tab.state()["messages"][-len(fresh) :] == fresh


def _at(start: threading.Barrier, request: Callable, *args, **more):
    start.wait(30)
    return request(*args, **more)


def _quotes(browser: Browser, other: str) -> set[str]:
    """What the quotes of the newest page say."""
    page = browser.look(f"/inbox/{other}").text
    return set(re.findall(r'<a class="quote".*?<br>\s*<(?:i|bdi)>(.*?)</(?:i|bdi)>', page, re.DOTALL))


def crash_of_the_live_server(halle: Halle, conversations: int, tabs: int, messages: int) -> dict:
    """F22: the live server is killed under many sockets, and messages are sent meanwhile."""
    bo = Browser(halle.url).sign_up("freelancer")
    clients = [Browser(halle.url).sign_up("client") for _ in range(conversations)]
    for client in clients:
        assert client.send(bo.name, "hello").status == 303
    wanted = [f"m{number}" for number in range(messages)]
    with Crowd(halle, [(client, bo.name) for client in clients for _ in range(tabs)]) as crowd:
        halle.kill("live")
        died = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda client: _send_all(client.copy(), bo.name, wanted), clients))
        sent = time.monotonic()
        lacking = lambda: [i for i in range(len(crowd.tabs)) if crowd.shown(i, "m") != wanted]  # noqa: E731
        until(lambda: not lacking(), 60, "all have all")
        return {
            "sockets": len(crowd.tabs), "messages": messages * conversations, "sending": sent - died,
            "after_crash": time.monotonic() - died, "after_last_send": time.monotonic() - sent,
            "connections": crowd.connections, "live_memory": halle.memory("live"),
        }  # fmt: skip


def _send_all(client: Browser, other: str, texts: list[str]) -> None:
    for text in texts:
        assert client.send(other, text, key=text[:20]).status == 303


def deliveries(sender: Browser, receiver: Tab, count: int, prefix: str) -> list[float]:
    """Seconds from the sending of each message until it is on the other's page."""
    took = []
    for number in range(count):
        started = time.monotonic()
        assert sender.send(receiver.browser.name, f"{prefix} {number}").status == 303
        receiver.shows(f"{prefix} {number}", 20)
        took.append(time.monotonic() - started)
    return took


def beside_a_hostile_peer(halle: Halle, hostile: Callable[[Raw], object], count: int) -> dict:
    """F25: what the others notice of one peer that misbehaves, and what becomes of it."""
    ana, bo = pair(halle)
    villain, other = pair(halle)
    _send_all(villain, other.name, [f"{number} " + "long " * 900 for number in range(50)])
    receiver = Tab(halle, bo, ana.name).greeted()
    before, raw, ended = halle.memory("live"), Raw(halle, villain.cookie, receive_buffer=4096), []
    raw.other = other.name

    def misbehave() -> None:
        started = time.monotonic()
        ended.append((hostile(raw), time.monotonic() - started))

    thread = threading.Thread(target=misbehave, daemon=True)
    thread.start()
    took = deliveries(ana, receiver, count, "beside")
    memory = halle.memory("live")
    thread.join(30)
    receiver.close()
    assert ended, "the hostile peer was not dropped"
    raw.close()
    return {
        "p50": percentile(took, 0.5), "p99": percentile(took, 0.99), "dropped_after": ended[0][1],
        "memory_before": before, "memory_after": memory,
    }  # fmt: skip


def integrity(halle: Halle) -> str:
    """What SQLite says of the database; PostgreSQL looks after itself."""
    if not halle.database.exists():
        return "ok"
    with sqlite3.connect(halle.database) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]


def stop(halle, name: str) -> None:
    """Stops that part at a moment when it does not hold the database: nobody else could write."""

    def stopped() -> bool:
        halle.kill(name, signal.SIGSTOP)
        with closing(sqlite3.connect(halle.database, isolation_level=None, timeout=0.5)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                halle.kill(name, signal.SIGCONT)
                return False
            return True

    until(stopped, 20, f"{name} stands still")


def kill_in_the_middle_of_a_job(halle) -> None:
    """The worker, which was stopped, goes on while the database is held, so that it is in the middle of a job; and
    everything dies at once."""
    with closing(sqlite3.connect(halle.database, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        halle.kill("worker", signal.SIGCONT)
        with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
            until(lambda: client.zcard("rq:wip:short") > 0, 20, "a job has begun, and waits for the database")
        for name in ("worker", "redis", "pages"):
            halle.kill(name)
        held.execute("ROLLBACK")
