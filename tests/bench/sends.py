"""How many messages a second Halle takes for good: 20 people send as fast as they are answered."""

import itertools
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.harness import audit, http, machine, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, Round, cpu_ms, p50, p99, rate
from tests.stack.browser import Browser

SENDERS = 20
PREFIX = "bench send "


def run() -> Iterator[Figure]:
    """As a form without scripts sends, as htmx does, and what SQLite alone could take."""
    with stack.running(chosen.pick(2_000, 100_000)) as halle:
        crowd = Crowd(halle, chosen.pick(4, SENDERS))
        contenders = {
            "form": Contender(lambda: crowd.send(htmx=False), halle.pids),
            "htmx": Contender(lambda: crowd.send(htmx=True), halle.pids),
            "sqlite": Contender(bare_sqlite, lambda: []),
        }
        results = Results(contenders)
        yield results.figure("durable messages a second, one core, 20 senders (form)", "form", rate, "/s", least=400)
        yield results.figure("the same, answered to htmx with what changed", "htmx", rate, "/s")
        yield results.figure("floor: the same rows committed by SQLite alone", "sqlite", rate, "/s")
        for name in ("form", "htmx"):
            yield results.figure(f"{name}: CPU of all of Halle a message", name, cpu_ms, "ms")
            yield results.figure(f"{name}: answer p50 (20 wait for each other)", name, p50, "ms")
            yield results.figure(f"{name}: answer p99", name, p99, "ms")
        yield audit.acknowledged(halle, PREFIX, crowd.acknowledged)


class Crowd:
    """People who send, each to somebody of their own."""

    def __init__(self, halle: stack.Measured, count: int, skip: int = 0):
        self.halle, self.acknowledged = halle, []
        self._numbers = itertools.count()
        self._senders = [(halle.enter(one), other) for one, other in halle.pairs(count, skip)]

    @property
    def others(self) -> list[str]:
        """To whom they send."""
        return [other for _, other in self._senders]

    def send(self, htmx: bool) -> Round:
        """One round."""
        sent: list[str] = []
        queues = [self._messages(*sender, htmx, sent) for sender in self._senders]

        def check(status: int, body: bytes) -> bool:
            return status == (200 if htmx else 303) and (not htmx or b"message-" in body)

        found = http.send_each(self.halle.address, queues, chosen.pick(0.5, 3), check)
        self.acknowledged += sent
        return found

    def _messages(self, browser: Browser, other: str, htmx: bool, sent: list[str]) -> Iterator[bytes]:
        """Requests without end. One that is asked for after the last answer is never sent: see `_saturate`."""
        latest = self.halle.query(
            "SELECT c.seq FROM conversation c JOIN person a ON a.id = c.low_id JOIN person b ON b.id = c.high_id "
            "WHERE ? IN (a.username, b.username) AND ? IN (a.username, b.username)", browser.name, other
        )[0][0]  # fmt: skip
        while True:
            text, key = f"{PREFIX}{next(self._numbers)}", secrets.token_urlsafe(16)
            fields = {"body": text, "key": key, "since": latest}
            yield http.post(browser, f"/inbox/{other}/messages", fields, htmx)
            sent.append(text)
            latest += 1


def bare_sqlite() -> Round:
    """One durable transaction a message: the same rows as Halle's, from one loop without a web."""
    with tempfile.TemporaryDirectory() as place, machine.on_core(machine.SERVER):
        rows = sqlite3.connect(Path(place) / "floor.db", isolation_level=None)
        rows.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE message (id INTEGER PRIMARY KEY, "
            "conversation_id, seq, body, UNIQUE (conversation_id, seq)); CREATE TABLE conversation (id INTEGER PRIMARY "
            "KEY, seq); INSERT INTO conversation VALUES (1, 0); CREATE TABLE part (conversation_id, person_id, last, "
            "PRIMARY KEY (conversation_id, person_id)); INSERT INTO part VALUES (1, 1, 0), (1, 2, 0);"
        )
        started, seq = time.perf_counter(), 0
        while time.perf_counter() - started < chosen.pick(0.2, 1):
            seq += 1
            rows.execute("BEGIN IMMEDIATE")
            rows.execute("UPDATE conversation SET seq = ? WHERE id = 1", [seq])
            rows.execute("INSERT INTO message (conversation_id, seq, body) VALUES (1, ?, ?)", [seq, f"{PREFIX}{seq}"])
            rows.execute("UPDATE part SET last = ? WHERE conversation_id = 1", [seq])
            rows.execute("COMMIT")
        took = time.perf_counter() - started
        rows.close()
        return Round(seq, took, [])
