"""Bodies of requests, as they come straight into memory."""

import socket

import pytest
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader

from bin.page_worker import Straight


@pytest.fixture
def line():
    """Both ends of one."""
    ours, theirs = socket.socketpair()
    ours.settimeout(10)  # who waits for more than there is waits for ever
    with ours, theirs:
        yield ours, theirs


def body(ours: socket.socket, length: int, ahead: bytes = b"") -> tuple[Straight, SocketUnreader]:
    """A body of that length, of which `ahead` came with the head of its request."""
    unreader = SocketUnreader(ours)
    unreader.unread(ahead)
    return Straight(LengthReader(unreader, length)), unreader


def taken(body: Straight, size: int) -> bytes:
    memory = bytearray(size)
    return bytes(memory[: body.readinto(memory)])


def test_what_came_with_the_head_is_first_and_nothing_of_the_next_request_is_taken(line):
    ours, theirs = line
    coming, _ = body(ours, 10, b"hel")
    theirs.sendall(b"lo worlGET / HTTP/1.1")
    assert [taken(coming, size) for size in (100, 4, 100, 100)] == [b"hel", b"lo w", b"orl", b""]
    assert ours.recv(100) == b"GET / HTTP/1.1"


def test_the_next_request_stays_where_it_was_read_ahead(line):
    ours, _ = line
    coming, unreader = body(ours, 5, b"helloGET / HTTP/1.1")
    assert [taken(coming, 2), taken(coming, 100), taken(coming, 100)] == [b"he", b"llo", b""]
    assert unreader.take_buffered() == b"GET / HTTP/1.1"


def test_memory_is_filled_though_bytes_come_in_small_pieces(line):
    ours, theirs = line
    coming, _ = body(ours, 6)
    for byte in b"hello!":
        theirs.send(bytes([byte]))
    assert taken(coming, 100) == b"hello!"


def test_a_sender_that_goes_leaves_what_came(line):
    ours, theirs = line
    coming, _ = body(ours, 10)
    theirs.sendall(b"hello")
    theirs.close()
    assert [taken(coming, 100), taken(coming, 100)] == [b"hello", b""]


def test_it_can_be_read_both_ways(line):
    ours, theirs = line
    coming, _ = body(ours, 2000)
    theirs.sendall(b"x" * 2000)
    assert coming.read(5) == b"x" * 5
    found = b"".join(iter(lambda: taken(coming, 700), b""))
    assert found == b"x" * 1995 and coming.read() == b""


def test_after_a_line_that_went_dead_no_other_request_is_read(line):
    ours, _ = line
    ours.settimeout(0.01)
    coming, _ = body(ours, 10)
    with pytest.raises(OSError):
        taken(coming, 100)
    assert coming.failed
