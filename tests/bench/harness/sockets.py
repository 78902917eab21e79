"""Open sockets, and an open-loop sender: it sends when it is time to, whatever became of the one before."""

import asyncio
import contextlib
import json
import resource
import time
from collections.abc import Awaitable, Callable

from websockets.asyncio.client import ClientConnection, connect

from tests.bench.harness.rounds import Round
from tests.bench.harness.stack import Floor, Measured
from tests.stack.browser import Browser
from tests.stack.page import Page

PATIENCE = 10.0
"""Seconds that are waited after the last send: for the answers, and then for what is still on its way."""


class Sockets:
    """Sockets of one event loop. `heard(number, frame)` is called for each frame of the socket of that number."""

    def __init__(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 16384)), hard))
        self.loop = asyncio.new_event_loop()
        self.open: list[ClientConnection] = []
        self.heard: Callable[[int, str], None] = lambda number, frame: None
        self._readers: list[asyncio.Task] = []

    def __enter__(self) -> "Sockets":
        return self

    def __exit__(self, *_) -> None:
        self.loop.run_until_complete(self._close())
        self.loop.close()

    def join_halle(self, halle: Measured, browser: Browser, other: str | None) -> int:
        """A tab of that person, at the conversation with the other one, or at the list; returns its number."""
        since = Page(browser.look(f"/inbox/{other}").text).since if other else 0
        hello = {"tab": f"t{len(self.open)}", "with": other, "since": since, "filter": "all"}
        opening = {"origin": halle.url, "additional_headers": {"Cookie": browser.cookie}}
        return self.loop.run_until_complete(self._join(halle.live_url, json.dumps(hello), opening))

    def join_floor(self, floor: Floor, channel: str) -> int:
        """A socket of the floor app that listens on this channel; returns its number."""
        return self.loop.run_until_complete(self._join(f"ws://{floor.address}/", channel, {}))

    async def _join(self, url: str, hello: str, opening: dict) -> int:
        socket = await connect(
            url,
            proxy=None,
            compression=None,
            ping_interval=None,
            max_size=None,
            open_timeout=30,
            close_timeout=1,
            **opening,
        )
        await socket.send(hello)
        await asyncio.wait_for(socket.recv(), 30)
        self.open.append(socket)
        number = len(self.open) - 1
        self._readers.append(self.loop.create_task(self._read(number, socket)))
        return number

    async def _read(self, number: int, socket: ClientConnection) -> None:
        async for frame in socket:
            self.heard(number, frame)

    async def _close(self) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        for socket in self.open:
            with contextlib.suppress(Exception):
                socket.transport.abort()
        await asyncio.sleep(0.1)


async def at_rate(send: Callable[[int], Awaitable[None]], per_second: float, seconds: float) -> list[float]:
    """Calls send(0), send(1) … at even times; returns the times at which each was due. Those that are not answered
    some time after the last was due are given up."""
    began, due, tasks = time.perf_counter(), [], []
    for number in range(int(per_second * seconds)):
        due.append(began + number / per_second)
        if (wait := due[-1] - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.ensure_future(send(number)))
    answered, given_up = await asyncio.wait(tasks, timeout=PATIENCE)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    for task in answered:
        task.result()
    return due


async def deliveries(
    send: Callable[[int], Awaitable[None]], arrived: dict[int, float], per_second: float, seconds: float
) -> Round:
    """Latencies from when each send was due until it arrived. A server that cannot keep up is no reason to wait for
    ever: what is not there in the end counts as late, and with the time that it was waited for."""
    due = await at_rate(send, per_second, seconds)
    deadline = max(time.perf_counter(), due[-1] + PATIENCE / 2) + PATIENCE / 2
    while len(arrived) < len(due) and time.perf_counter() < deadline:
        await asyncio.sleep(0.02)
    end, late = time.perf_counter(), len(due) - len(arrived)
    return Round(len(due), seconds, [arrived.get(number, end) - due[number] for number in range(len(due))], late=late)
