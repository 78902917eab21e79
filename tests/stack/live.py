"""The other end of /live: one socket that collects frames, a crowd of them, and a raw one that breaks the rules."""

import asyncio
import contextlib
import json
import os
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect as connect_many
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from tests.stack.browser import Browser
from tests.stack.page import Page
from tests.stack.server import Halle
from tests.stack.waiting import PATIENCE, until


class Tab:
    """An open page of a person with its socket. `page` is what is on the screen."""

    def __init__(self, halle: Halle, browser: Browser, other: str | None = None, url: str = ""):
        self.halle, self.browser, self.other = halle, browser, other
        self.path = f"/inbox/{other}" if other else "/inbox"
        self.page = Page(browser.look(self.path).text)
        self.frames: list[str] = []
        self.code: int | None = None
        self.url = url or halle.live_url
        self._lock = threading.Lock()
        self.connect()

    def connect(self) -> None:
        """Opens the socket and says hello."""
        self.code = None
        opening = connect(
            self.url, origin=self.halle.url, additional_headers={"Cookie": self.browser.cookie}, compression=None,
            proxy=None, open_timeout=15, ping_interval=None, max_size=None, close_timeout=2,
        )  # fmt: skip
        self._ws = contextlib.ExitStack().enter_context(opening)
        self.hello()
        threading.Thread(target=self._collect, args=(self._ws,), daemon=True).start()

    def hello(self) -> None:
        self.say({"tab": "t", "with": self.other, "since": self.page.since, "filter": "all"})

    def say(self, words: object) -> None:
        self._ws.send(json.dumps(words))

    def greeted(self) -> "Tab":
        """Waits for the first catch-up."""
        until(lambda: self.frames, what="the first frame")
        self.greeted_at = time.monotonic()
        return self

    def goes_to(self, other: Browser) -> "Tab":
        """Opens another conversation on the same socket, as a link in the list does."""
        self.other, self.path = other.name, f"/inbox/{other.name}"
        page = Page(self.browser.look(self.path).text)
        with self._lock:
            self.page = page
        self.hello()
        return self

    def age(self) -> float:
        """Seconds since the first catch-up."""
        return time.monotonic() - self.greeted_at

    def shows(self, text: str, seconds: float = PATIENCE) -> None:
        """Waits until a message with that text is on the page."""
        until(lambda: text in self.texts(), seconds, f"{self.browser.name} sees {text!r}")

    def until(self, question, seconds: float = PATIENCE, what: str = "") -> None:
        """Waits until that is so on the page."""

        def asked():
            with self._lock:
                return question(self.page)

        until(asked, seconds, what)

    def texts(self) -> list[str]:
        with self._lock:
            return self.page.texts()

    def state(self) -> dict:
        with self._lock:
            return self.page.state()

    def fresh(self) -> dict:
        """What the page would be if it was loaded now."""
        return Page(self.browser.look(self.path).text).state()

    def equals_fresh(self, seconds: float = PATIENCE, part: Callable[[dict], object] = lambda state: state) -> None:
        """Waits until the page (that part of its state) is what it would be if it was loaded now.

        A wait, because a push of somebody else's doing (presence, a receipt) may be on its way between the two looks.
        """
        seen: list = []

        def equal() -> bool:
            seen[:] = part(self.state()), part(self.fresh())
            return seen[0] == seen[1]

        try:
            until(equal, seconds)
        except AssertionError:
            assert seen[0] == seen[1], f"{self.browser.name}'s {self.path} is not as a fresh one"
            raise

    def closed(self, seconds: float = PATIENCE) -> int:
        """Waits for the end of the socket; returns its close code."""
        return until(lambda: self.code, seconds, "the socket is closed")

    def close(self, code: int = 1000) -> None:
        self._ws.close(code)

    def _collect(self, ws) -> None:
        with contextlib.suppress(ConnectionClosed):
            for frame in ws:
                with self._lock:
                    if frame != "pong":
                        self.page.apply(frame)
                    self.frames.append(frame)
        if ws is self._ws:
            self.code = ws.close_code or 1006


class Glance:
    """What a page shows, read so quickly that one process can stand for hundreds of browsers."""

    MESSAGE = re.compile(r'id="message-(\d+)" data-seq="(\d+)".*?class="text"[^>]*>(.*?)</div>', re.S)
    SINCE = re.compile(r'id="since" value="(\d+)"')

    def __init__(self) -> None:
        self.since = 0
        self.messages: dict[int, tuple[int, str]] = {}

    def apply(self, frame: str) -> None:
        if found := self.SINCE.search(frame):
            self.since = max(self.since, int(found[1]))
        for id_, seq, text in self.MESSAGE.findall(frame):
            self.messages[int(id_)] = int(seq), re.sub("<[^>]+>", "", text).strip()

    def texts(self) -> list[str]:
        return [text for _, text in sorted(self.messages.values())]


class Crowd:
    """Many sockets of one loop, each of (person, the other): they reconnect as the pages' script does."""

    def __init__(self, halle: Halle, tabs: list[tuple[Browser, str]]):
        self.halle, self.tabs = halle, tabs
        self.pages = [Glance() for _ in tabs]
        self.frames = [0] * len(tabs)
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(5)
        until(lambda: all(self.frames), 120, "the crowd is connected")
        return self

    def __exit__(self, *_) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def shown(self, number: int, prefix: str) -> list[str]:
        """The messages with that prefix on one of the pages, as they stand."""
        return [text for text in self.pages[number].texts() if text.startswith(prefix)]

    async def _start(self) -> None:
        self._tasks = [asyncio.create_task(self._stay(number)) for number in range(len(self.tabs))]

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _stay(self, number: int) -> None:
        await asyncio.sleep(0.01 * number)
        while True:
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, EOFError):
                await self._listen(number)
            await asyncio.sleep(0.25 + 0.75 * (number % 20) / 20)  # spread out, as the script does

    async def _listen(self, number: int) -> None:
        page, (browser, other) = self.pages[number], self.tabs[number]
        async with connect_many(
            self.halle.live_url, origin=self.halle.url, additional_headers={"Cookie": browser.cookie}, proxy=None,
            compression=None, ping_interval=None, open_timeout=20, close_timeout=1, max_size=None,
        ) as ws:  # fmt: skip
            self.connections += 1
            await ws.send(json.dumps({"tab": str(number), "with": other, "since": page.since, "filter": "all"}))
            async for frame in ws:
                page.apply(frame)
                self.frames[number] += 1


class Raw:
    """A socket that sends whatever bytes it is told."""

    def __init__(
        self, halle: Halle, cookie: str = "", extra: str = "", receive_buffer: int = 0, origin: str | None = ""
    ):
        address = urlsplit(halle.live_url)
        said = "" if origin is None else f"Origin: {origin or halle.url}\r\n"
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            # On loopback a segment is 64 KB, and the kernel gives the sender room for forty of them.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        self._socket.settimeout(10)
        self._socket.connect((address.hostname, address.port))
        self._socket.sendall(
            f"GET /live HTTP/1.1\r\nHost: {address.netloc}\r\n{said}Cookie: {cookie}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n{extra}"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head and (chunk := self._socket.recv(4096)):
            head += chunk
        self.head, _, self.rest = head.partition(b"\r\n\r\n")

    def is_held(self) -> bool:
        """Whether a process of the server still has its end of this connection open."""
        ours, theirs = self._socket.getsockname()[1], self._socket.getpeername()[1]
        return any(port == ours for port in held(theirs))

    @property
    def status(self) -> int:
        """Of the answer to the handshake: 101 when the socket is open."""
        return int(self.head.split()[1])

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def frame(self, opcode: int, payload: bytes, final: bool = True, rsv1: bool = False) -> None:
        """A masked frame."""
        self.send(framed(opcode, payload, final, rsv1))

    def hello(self, other: str | None, since: int = 0) -> None:
        self.frame(1, json.dumps({"tab": "r", "with": other, "since": since, "filter": "all"}).encode())

    def ended(self, seconds: float = 30) -> int:
        """Reads until the end; returns the close code, 1006 without one."""
        deadline, code, data = time.monotonic() + seconds, 1006, self.rest
        while True:
            frames, data = _parsed(data)
            codes = [struct.unpack("!H", body[:2])[0] for opcode, body in frames if opcode == 8 and len(body) >= 2]
            code = codes[0] if codes else code
            self._socket.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                chunk = self._socket.recv(65536)
            except ConnectionError:
                return code
            if not chunk:
                return code
            data += chunk

    def frames(self, count: int, seconds: float = 30) -> list[str]:
        """Reads until so many text frames have come whole; AssertionError when that does not happen."""
        self._socket.settimeout(seconds)
        texts, data = [], self.rest
        while len(texts) < count:
            chunk = self._socket.recv(65536)
            assert chunk, "the connection ended in the middle of a frame"
            found, data = _parsed(data + chunk)
            texts += [body.decode() for opcode, body in found if opcode == 1]
        return texts

    def answer_pings(self, count: int, seconds: float = 30) -> None:
        """Answers so many pings, as a browser does, and says nothing else; AssertionError when the socket ends."""
        self._socket.settimeout(seconds)
        answered, data = 0, self.rest
        while answered < count:
            found, data = _parsed(data)
            for payload in [body for opcode, body in found if opcode == 9]:
                self.frame(10, payload)
                answered += 1
            if answered < count:
                chunk = self._socket.recv(65536)
                assert chunk, f"the connection ended after {answered} pings"
                data += chunk
        self.rest = data

    def close(self) -> None:
        """Ends the connection with a reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


def held(port: int) -> list[int]:
    """The other ends of the connections to that local port that some process holds open, by the kernel's table."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    open_rows = [row for row in rows if row[1].endswith(f":{port:04X}") and row[3] != "0A" and row[9] != "0"]
    return [int(row[2].split(":")[1], 16) for row in open_rows]


def framed(opcode: int, payload: bytes, final: bool = True, rsv1: bool = False) -> bytes:
    """One masked frame."""
    first = (0x80 if final else 0) | (0x40 if rsv1 else 0) | opcode
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    mask = os.urandom(4)
    repeated = (mask * (size // 4 + 1))[:size]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")
    return head + mask + masked


def _parsed(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames at the start of what the server sent, and the rest."""
    frames = []
    while len(data) >= 2:
        size, start = data[1] & 127, 2
        if size == 126:
            size, start = struct.unpack("!H", data[2:4])[0] if len(data) >= 4 else 1 << 62, 4
        elif size == 127:
            size, start = struct.unpack("!Q", data[2:10])[0] if len(data) >= 10 else 1 << 62, 10
        if len(data) < start + size:
            break
        frames.append((data[0] & 15, data[start : start + size]))
        data = data[start + size :]
    return frames, data
