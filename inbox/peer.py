"""One websocket, made safe to write to: whole frames, one at a time, and never waiting for ever.

simple-websocket 1.1 calls socket.send() once and ignores how much of the frame went out, and its ping thread blocks in
the same call when the peer does not read. Here every write is a sendall under a lock with a time-out. It also starts a
thread that reads, beside the one in which the server called us, which then only waits: here that one reads.
"""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable

BYTES_AT_ONCE, BYTES_A_SECOND = 262_144, 16_384
"""What a peer may send: far more than a page does, and too little to keep a process busy with pings or fragments."""


class _WholeWrites:
    """A socket whose send() sends everything, and that ends a peer that floods it."""

    def __init__(self, raw, seconds: float):
        self._raw, self._lock = raw, threading.Lock()
        self.ended = False
        self._room, self._counted_at = float(BYTES_AT_ONCE), time.monotonic()
        raw.settimeout(seconds)

    def recv(self, size: int) -> bytes:
        if self.ended:
            raise ConnectionAbortedError("nobody listens any more")
        data, now = self._raw.recv(size), time.monotonic()
        self._room = min(BYTES_AT_ONCE, self._room + (now - self._counted_at) * BYTES_A_SECOND) - len(data)
        self._counted_at = now
        if self._room < 0:
            raise ConnectionAbortedError("the peer floods")
        return data

    def send(self, data: bytes) -> int:
        with self._lock:
            self._raw.sendall(data)
        return len(data)

    def __getattr__(self, name):
        return getattr(self._raw, name)


class Reading:
    """In place of the thread that simple-websocket would start (`thread_class`): it runs where somebody listens."""

    name = "reading"

    def __init__(self, target: Callable[[], None]):
        self.run = target

    def start(self) -> None:
        """Nothing yet: what arrives waits in the socket."""


class Waiting:
    """In place of a selector (`selector_class`): a socket that nothing comes from keeps nothing but its place."""

    def register(self, sock, *_) -> None:
        """The one socket to wait for."""
        self._number = sock.fileno()

    def select(self, seconds: float) -> list:
        """What there is to read, after so many seconds at most."""
        poll = select.poll()
        poll.register(self._number, select.POLLIN)
        return poll.poll(max(0, seconds) * 1000)

    def close(self) -> None:
        """Nothing is kept between two waits."""


class _Heard:
    """In place of the list in which simple-websocket puts what was said until somebody asks for it."""

    def __init__(self, hear: Callable[[str | bytes], None]):
        self.append = hear


class _Shaken:
    """Stands for a handshake that is over, which would keep its buffers and headers as long as the socket lives."""

    @staticmethod
    def events() -> tuple:
        return ()


class Peer:
    """The other end of a websocket."""

    def __init__(self, ws, send_seconds: float):
        ws.sock = _WholeWrites(ws.sock, send_seconds)
        ws.ws.handshake, ws.environ = _Shaken, None
        self._ws = ws

    def send(self, frame: str) -> None:
        """Sends a text frame; raises when the peer is gone or takes too long."""
        self._ws.send(frame)

    def listen(self, hear: Callable[[str | bytes], None]) -> None:
        """Calls `hear` with each message until the connection ends, from either side or by a malformed frame."""
        self._ws.input_buffer = _Heard(hear)
        self._ws.thread.run()

    def close(self, code: int, reason: str) -> None:
        """Says why and ends; whoever listens stops."""
        try:
            self._ws.close(code, reason)
        finally:
            self._end(socket.SHUT_RD)

    def cut(self) -> None:
        """Ends the connection whatever the peer does."""
        self._end(socket.SHUT_RDWR)

    def _end(self, how: int) -> None:
        self._ws.connected, self._ws.sock.ended = False, True
        with contextlib.suppress(OSError):
            self._ws.sock.shutdown(how)  # wakes whoever waits for the next message
