"""One websocket, made safe to write to: whole frames, one at a time, and never waiting for ever.

simple-websocket 1.1 calls socket.send() once and ignores how much of the frame went out, and its ping thread blocks in
the same call when the peer does not read. Here every write is a sendall under a lock with a time-out.
"""

import contextlib
import socket
import threading
import time

BYTES_AT_ONCE, BYTES_A_SECOND = 262_144, 16_384
"""What a peer may send: far more than a page does, and too little to keep a process busy with pings or fragments."""


class _WholeWrites:
    """A socket whose send() sends everything, and that ends a peer that floods it."""

    def __init__(self, raw, seconds: float):
        self._raw, self._lock = raw, threading.Lock()
        self._room, self._counted_at = float(BYTES_AT_ONCE), time.monotonic()
        raw.settimeout(seconds)

    def recv(self, size: int) -> bytes:
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

    def receive(self, timeout: float) -> str | bytes | None:
        """The next message; None after so many seconds without one. Raises ConnectionClosed at the end."""
        return self._ws.receive(timeout=timeout)

    @property
    def alive(self) -> bool:
        """Whether somebody still reads from this socket: a malformed frame ends the reader without a word."""
        return self._ws.connected and self._ws.thread.is_alive()

    def close(self, code: int, reason: str) -> None:
        """Says why and ends; the handler that waits for messages ends too."""
        try:
            self._ws.close(code, reason)
        finally:
            self._ws.connected = False
            self._ws.event.set()

    def cut(self) -> None:
        """Ends the connection whatever the peer does."""
        self._ws.connected = False
        self._ws.event.set()
        with contextlib.suppress(OSError):
            self._ws.sock.shutdown(socket.SHUT_RDWR)
