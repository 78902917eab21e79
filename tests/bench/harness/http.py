"""HTTP as fast as a client on one core must be: requests are bytes that were made before, answers are read and checked."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from tests.bench.harness.rounds import Round
from tests.stack.browser import Browser

Check = Callable[[int, bytes], bool]


class WrongAnswer(AssertionError):
    """An answer is not what it must be: figures of wrong answers are worth nothing."""


def get(browser: Browser, path: str) -> bytes:
    """The bytes of a GET by that browser."""
    return f"GET {path} HTTP/1.1\r\nHost: {browser.address}\r\nCookie: {browser.cookie}\r\n\r\n".encode()


def post(browser: Browser, path: str, fields: dict, htmx: bool = False) -> bytes:
    """The bytes of a form that this browser sends."""
    form = urlencode({"csrf_token": browser.token(), **fields}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {browser.address}\r\nCookie: {browser.cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    )
    return (head + ("HX-Request: true\r\n" if htmx else "") + "\r\n").encode() + form


class Connection:
    """One connection that stays open."""

    def __init__(self, address: str):
        self._host, _, self._port = address.rpartition(":")
        self._streams: tuple | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, int(self._port), limit=1 << 20)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        body = await reader.readexactly(int(lower[at + 15 : lower.index(b"\r\n", at)]) if at >= 0 else 0)
        if b"\r\nconnection: close" in lower:
            self.close()
        return int(head[9:12]), head, body

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _saturate(address: str, requests: list[Iterable[bytes]], seconds: float, check: Check) -> Round:
    end, latencies = time.perf_counter() + seconds, []

    async def go_on(mine: Iterable[bytes]) -> None:
        connection = Connection(address)
        for request in mine:
            started = time.perf_counter()
            if started > end:
                break
            status, _, body = await connection.ask(request)
            if not check(status, body):
                raise WrongAnswer(f"{status}: {request[:80]!r}")
            latencies.append(time.perf_counter() - started)
        connection.close()

    started = time.perf_counter()
    await asyncio.gather(*map(go_on, requests))
    return Round(len(latencies), time.perf_counter() - started, latencies)


def saturate(address: str, requests: list[bytes], connections: int, seconds: float, check: Check) -> Round:
    """As many as the server answers on so many connections, each asking again once it is answered."""
    mine = [itertools.cycle(requests[i % len(requests) :] + requests[: i % len(requests)]) for i in range(connections)]
    return asyncio.run(_saturate(address, mine, seconds, check))


def send_each(address: str, queues: list[list[bytes]], seconds: float, check: Check) -> Round:
    """One connection for each queue of requests, none of which is sent twice."""
    return asyncio.run(_saturate(address, queues, seconds, check))
