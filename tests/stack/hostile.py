"""Peers of the live server that misbehave. Each returns once it was dropped."""

import json
import time

from tests.stack.live import Raw, framed
from tests.stack.waiting import until

HELLO = json.dumps({"tab": "x", "with": None, "since": 0, "filter": "all"}).encode()
LONGEST = 25


def until_dropped(raw: Raw, bytes_at_once: bytes, a_second: float) -> int:
    """Sends these bytes again and again at that rate, until the connection is gone; returns how many times."""
    bytes_at_once += framed(10, b"")  # a pong, so that it is not dropped for having gone silent
    started, sent = time.monotonic(), 0
    while time.monotonic() - started < LONGEST:
        try:
            raw.send(bytes_at_once)
        except OSError:
            return sent
        sent += 1
        time.sleep(max(0.0, started + sent * len(bytes_at_once) / a_second - time.monotonic()))
    raise AssertionError(f"not dropped within {LONGEST} s")


def flood_of_words(raw: Raw) -> int:
    """1 MB/s of hellos."""
    return until_dropped(raw, framed(1, HELLO) * 100, 1e6)


def flood_of_tiny_frames(raw: Raw) -> int:
    """Empty text frames, as fast as they go."""
    return until_dropped(raw, framed(1, b"") * 1000, 1e9)


def flood_of_pings(raw: Raw) -> int:
    """1 MB/s of pings, whose pongs nobody reads."""
    return until_dropped(raw, framed(9, b"") * 1000, 1e6)


def flood_of_fragments(raw: Raw) -> int:
    """A message that never ends, of empty pieces."""
    raw.frame(1, b"", final=False)
    return until_dropped(raw, framed(0, b"", final=False) * 1000, 1e6)


def reader_that_never_reads(raw: Raw) -> None:
    """Asks for the whole conversation again and again, and takes none of it."""
    for _ in range(30):
        raw.hello(raw.other)
    until(lambda: not raw.is_held(), LONGEST, "the server lets go")
