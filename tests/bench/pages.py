"""How many pages a second, what each costs, and whether that stays so with ten times the messages."""

import contextlib
import io
from collections.abc import Iterator

from app import create_app
from inbox.cli import flood
from inbox.config import load
from tests.bench.figures import Figure
from tests.bench.harness import http, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, cpu_ms, p50, p99, rate
from tests.bench.harness.stack import Measured
from tests.statements import counting

CONNECTIONS = 16
ROWS = b'<li id="conversation-'
MESSAGES = b'<li class="msg'
FULL_THREAD = (60, 200)
"""Messages of the conversations that are opened: a full page, whatever the size of the flood."""


def run() -> Iterator[Figure]:
    """Against the floor app; with ten times as much in the database; for a person with very many conversations."""
    few, many = chosen.pick((2_000, 2_000), (100_000, 1_000_000), (1_000_000, 10_000_000))
    with stack.running(many) as large, small_beside(large, few, many) as small:
        yield from statements(large)
        yield from against_the_floor(large, many)
        yield from flat(small, large, f"{many:,} messages against {few:,}", most=1.25)
        yield from badge(large)
    if stack.has_postgres():
        yield from on_postgres(*chosen.pick((2_000, 2_000), (100_000, 1_000_000)))


def on_postgres(few: int, many: int) -> Iterator[Figure]:
    """One page after the other where the database is PostgreSQL, whose own processes count as Halle's."""
    with stack.running_on_postgres(many) as large, stack.running_on_postgres(few) as small:
        yield from flat(small, large, f"{many:,} messages against {few:,}", most=1.5, where="PostgreSQL, ")


def small_beside(large: Measured, few: int, many: int) -> contextlib.AbstractContextManager[Measured]:
    """One with fewer messages; a quick run compares one with itself."""
    return stack.running(few) if few < many else contextlib.nullcontext(large)


def against_the_floor(shipped: Measured, messages: int) -> Iterator[Figure]:
    """Pages a second of one core, 16 connections that stay open."""
    with stack.running(messages, HALLE_PAGE_CONVERSATIONS="50") as fifty:
        weight = len(Look(fifty, flood.HEAVY, "/inbox").text.encode())
        with stack.page_floor(weight) as floor:
            targets = {
                "inbox of 50 rows": Look(fifty, flood.HEAVY, "/inbox").busy(),
                "inbox as shipped, 30 rows": Look(shipped, flood.HEAVY, "/inbox").busy(),
                "conversation, 30 rows and 50 messages": Look(shipped, flood.HEAVY, *threads(shipped)).busy(),
            }
            check = _checker(weight, 50)
            constant = Contender(
                lambda: http.saturate(floor.address, [_plain(floor)], CONNECTIONS, _seconds(), check), floor.pids
            )
            results = Results({"floor": constant, **targets})
            yield results.figure("floor: constant 50-row page", "floor", rate, "/s")
            yield results.figure("floor: CPU a page", "floor", cpu_ms, "ms")
            for name in targets:
                yield results.figure(name, name, rate, "/s")
                yield results.figure(f"{name}: CPU of all of Halle a page", name, cpu_ms, "ms")
                yield results.figure(f"{name}: p99 of 16 connections", name, p99, "ms")
                yield results.ratio(f"{name}, requests a second against the floor's", name, "floor", rate, least=0.5)


def flat(small: Measured, large: Measured, sizes: str, most: float, where: str = "") -> Iterator[Figure]:
    """Latency of one page after the other."""
    pages = {}
    for size, halle in (("small", small), ("large", large)):
        pages[f"inbox, heavy {size}"] = Look(halle, flood.HEAVY, "/inbox").calm()
        pages[f"inbox, u200 {size}"] = Look(halle, flood.STEADY, "/inbox").calm()
        pages[f"conversation {size}"] = Look(halle, flood.HEAVY, *threads(halle)).calm()
    results = Results(pages)
    for what in ("inbox, heavy", "inbox, u200", "conversation"):
        yield results.figure(f"{where}{what}: p50 of one connection, large", f"{what} large", p50, "ms")
        yield results.figure(f"{where}{what}: CPU of all of Halle, large", f"{what} large", cpu_ms, "ms")
        title = f"{where}{what}: p50, {sizes}"
        yield results.ratio(title, f"{what} large", f"{what} small", p50, most=most)


def badge(halle: Measured) -> Iterator[Figure]:
    """The unread number alone, on a page without a list."""
    count = halle.query("SELECT count(*) FROM participation WHERE person_id = ?", flood.HEAVY_ID)[0][0]
    results = Results({
        name: Look(halle, name, "/settings/").calm() for name in (flood.HEAVY, flood.STEADY)
    })  # fmt: skip
    title = f"page with the unread number, {count:,} conversations against 200"
    yield results.ratio(title, flood.HEAVY, flood.STEADY, p50, most=1.25)


class Look:
    """Pages that one person of the flood looks at, again and again. The first look reads what is unread."""

    def __init__(self, halle: Measured, username: str, *paths: str):
        self.halle, self.paths = halle, paths
        self.browser = halle.enter(username)
        for path in paths:
            self.browser.get(path)
        texts = [self.browser.get(path).text for path in paths]
        self.text = texts[0]
        self._least = min(len(text.encode()) for text in texts)
        self._rows = min(text.encode().count(ROWS) + text.encode().count(MESSAGES) for text in texts)
        assert "/settings" in paths[0] or self._rows >= chosen.pick(5, 30), f"{paths[0]} shows only {self._rows}"

    def busy(self) -> Contender:
        """From many connections."""
        return self._contender(CONNECTIONS, _seconds())

    def calm(self) -> Contender:
        """From one connection."""
        return self._contender(1, chosen.pick(0.3, 1))

    def _contender(self, connections: int, seconds: float) -> Contender:
        requests = [http.get(self.browser, path) for path in self.paths]
        check = _checker(self._least * 0.95, self._rows)
        return Contender(
            lambda: http.saturate(self.halle.address, requests, connections, seconds, check), self.halle.pids
        )


def _checker(weight: float, rows: int) -> http.Check:
    def check(status: int, body: bytes) -> bool:
        return status == 200 and len(body) >= weight and body.count(ROWS) + body.count(MESSAGES) >= rows

    return check


def _seconds() -> float:
    return chosen.pick(0.3, 2)


def _plain(floor: stack.Floor) -> bytes:
    return f"GET / HTTP/1.1\r\nHost: {floor.address}\r\n\r\n".encode()


def threads(halle: Measured) -> list[str]:
    """The addresses of some conversations of the heavy freelancer, each long enough for a full page."""
    least, most = (8, 2000) if chosen.quick else FULL_THREAD
    found = halle.query(
        f"SELECT username FROM participation p JOIN person ON person.id = p.other_id WHERE p.person_id = {flood.HEAVY_ID} "
        f"AND last_seq BETWEEN {least} AND {most} ORDER BY last_message_id DESC LIMIT 8"
    )
    assert found, "no conversation of that length"
    return [f"/inbox/{username}" for (username,) in found]


def statements(halle: Measured) -> Iterator[Figure]:
    """SQL statements of one page, counted in an application of our own on the same database."""
    environ = {"HALLE_DATA": str(halle.data), "REDIS_URL": f"unix://{halle.data / 'redis.sock'}?db=0"}
    with contextlib.redirect_stderr(io.StringIO()):  # its loggers write there for good
        app = create_app(load(environ))
    client, browser = app.test_client(), halle.enter(flood.HEAVY)
    for name, value in browser.cookies.items():
        client.set_cookie(name, value, domain="127.0.0.1")
    most = {"/inbox": 4, threads(halle)[0]: 8}
    for path, bound in most.items():
        client.get(path, base_url=halle.url)
        with counting(app) as seen:
            answer = client.get(path, base_url=halle.url)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        kind = "list" if path == "/inbox" else "conversation"
        yield Figure(f"SQL statements of the {kind}", len(seen), "", most=bound)
