"""gunicorn's threaded worker, whose threads do not wait for slow clients.

The threads of a page process are few, and gunicorn lends one to whoever has sent a first byte: sixteen clients that
send their requests slowly, on purpose or on a bad line, would stop all pages. Here a request gets its thread once it
has arrived, as a whole unless it is large; until then it waits with the idle connections, and not for ever.
"""

import re
import socket
import struct
import time

from gunicorn.http.body import Body, LengthReader
from gunicorn.workers import gthread

WHOLE = 65536
"""Bytes of a request that are waited for; the rest of a larger one is read by its thread."""
ARRIVAL_SECONDS = 30
"""Time for that to arrive."""
STALLED = struct.pack("ll", 10, 0)
"""A thread that reads or writes gives up when nothing moves for so long (a timeval)."""
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)


class PageWorker(gthread.ThreadWorker):
    """A thread worker that looks whether a request is there before it lends it a thread."""

    def handle(self, conn):
        if not self._has_read_ahead(conn) and not has_arrived(conn):
            return False if is_overdue(conn) else gthread._DEFER
        conn.data_ready, conn.arriving = True, None
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, STALLED)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, STALLED)
        return super().handle(conn)

    def handle_request(self, req, conn):
        if isinstance(req.body.reader, LengthReader):
            req.body = Straight(req.body.reader)
        return super().handle_request(req, conn)

    @staticmethod
    def _has_read_ahead(conn) -> bool:
        return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())


class Straight(Body):
    """A body of known length that also comes straight into memory of its reader's: `read` moves each byte four times,
    which is more work than to take it from the line and to write it down."""

    def readinto(self, memory: bytearray | memoryview) -> int:
        """Fills the memory, as far as the body goes and its sender goes on; returns how many bytes came."""
        memory = memoryview(memory)
        if held := self.buf.tell():
            data = self.read(min(held, len(memory)))
            memory[: len(data)] = data
            return len(data)
        try:
            return self._take(memory[: self.reader.length])
        except Exception:
            self.failed = True
            raise

    def _take(self, memory: memoryview) -> int:
        ahead = self.reader.unreader.take_buffered()
        if ahead:  # what came with the head of the request
            count = min(len(ahead), len(memory))
            memory[:count] = ahead[:count]
            self.reader.unreader.unread(ahead[count:])
        else:
            count = self.reader.unreader.sock.recv_into(memory, 0, socket.MSG_WAITALL) if memory else 0
        self.reader.length -= count
        return count


def has_arrived(conn) -> bool:
    """Whether the request is there, or its sender is gone. If not, the connection becomes readable with more of it."""
    conn.sock.setblocking(False)
    try:
        seen = conn.sock.recv(WHOLE, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    began, before = getattr(conn, "arriving", None) or (time.monotonic(), 0)
    if is_whole(seen) or len(seen) == before:  # readable without more in it: this is the end
        return True
    conn.arriving = began, len(seen)
    conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(seen) + 1)
    return False


def is_whole(seen: bytes) -> bool:
    """Whether these first bytes of a request are all of it, or as much as is waited for."""
    if not seen or len(seen) >= WHOLE:
        return True
    head = seen.find(b"\r\n\r\n")
    if head < 0:
        return False
    length = LENGTH.search(seen, 0, head + 2)
    return len(seen) >= min(WHOLE, head + 4 + int(length[1] if length else 0))


def is_overdue(conn) -> bool:
    """Whether a request has been arriving for too long."""
    arriving = getattr(conn, "arriving", None)
    return arriving is not None and time.monotonic() - arriving[0] > ARRIVAL_SECONDS
