"""Counts for those who watch Halle: requests by route, messages, sockets. No name, no address and no word is in them.

Each process counts for itself, in memory, and a thread adds what came together to Redis every few seconds: so the
counts of all processes are one sum, which outlives them, and a request pays for one addition. While Redis is away they
are kept, and added later; what a process counted in its last seconds goes with it when it is killed.
"""

import os
import socket
import threading
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from flask import Flask, current_app

from inbox.wire import Wire

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which a request belongs to a class of the histogram; the last class has no end."""
FLUSH_EVERY = 5.0
KEY = "halle:metrics:counts"
SOCKETS = "halle:metrics:sockets"
SOCKETS_KNOWN = 60
"""Seconds for which a process's word on its sockets is believed."""
MESSAGES = "messages"
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
NOWHERE = "none"


@dataclass
class Requests:
    """The requests of one route."""

    statuses: Counter = field(default_factory=Counter)  # (method, status) -> how many
    classes: Counter = field(default_factory=Counter)  # number of the class -> how many
    microseconds: int = 0


class Tally:
    """What one process has counted and not yet added to the sum."""

    def __init__(self, wire: Wire):
        self._wire, self._lock = wire, threading.Lock()
        self._counts: dict[tuple, int] = {}
        self._flusher: threading.Thread | None = None

    def request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """One request was answered."""
        kind = ("r", method if method in METHODS else "other", route or NOWHERE, status, bisect_left(BUCKETS, seconds))
        self._add(kind, 1, ("t", route or NOWHERE), int(seconds * 1e6))

    def event(self, name: str) -> None:
        """One more of that name happened."""
        self._add(("e", name), 1)

    def _add(self, key: tuple, number: int, other: tuple | None = None, more: int = 0) -> None:
        with self._lock:
            counts = self._counts
            counts[key] = counts.get(key, 0) + number
            if other:
                counts[other] = counts.get(other, 0) + more
            if self._flusher is None:
                self._flusher = self._started()

    def _started(self) -> threading.Thread:
        flusher = threading.Thread(target=self._flush_later, name="metrics", daemon=True)
        flusher.start()
        return flusher

    def _flush_later(self) -> None:
        while True:
            time.sleep(FLUSH_EVERY)
            with self._lock:
                if not self._counts:
                    self._flusher = None
                    return
            self.flush()

    def flush(self) -> bool:
        """Adds what was counted to the sum; whether Redis took it."""
        with self._lock:
            counts, self._counts = self._counts, {}
        if not counts:
            return True
        done = self._wire.ask([("HINCRBY", KEY, " ".join(map(str, key)), number) for key, number in counts.items()])
        if done is None:
            with self._lock:
                for key, number in counts.items():
                    self._counts[key] = self._counts.get(key, 0) + number
        return done is not None

    def own(self) -> dict[str, int]:
        """What was counted here and is not in the sum."""
        with self._lock:
            return {" ".join(map(str, key)): number for key, number in self._counts.items()}


@dataclass(frozen=True)
class Sum:
    """The counts of all processes."""

    routes: dict[str, Requests]
    events: dict[str, int]
    sockets: int
    whole: bool  # whether Redis answered: otherwise these are the counts of one process, since then


def total() -> Sum:
    """All that was counted so far."""
    tally: Tally = current_app.extensions["metrics"]
    tally.flush()
    answer = current_app.extensions["wire"].ask([("HGETALL", KEY), ("HGETALL", SOCKETS)])
    if answer is None:
        return Sum(*_parsed(tally.own()), sockets=0, whole=False)
    counts, sockets = ({k.decode(): v.decode() for k, v in each.items()} for each in answer)
    return Sum(*_parsed(counts), sockets=_open_sockets(sockets), whole=True)


def _parsed(counts: dict[str, str | int]) -> tuple[dict[str, Requests], dict[str, int]]:
    routes, events = {}, {}
    for key, number in counts.items():
        match key.split(" "):
            case ["r", method, route, status, number_of_class]:
                requests = routes.setdefault(route, Requests())
                requests.statuses[method, int(status)] += int(number)
                requests.classes[int(number_of_class)] += int(number)
            case ["t", route]:
                routes.setdefault(route, Requests()).microseconds += int(number)
            case ["e", name]:
                events[name] = int(number)
    return routes, events


def _open_sockets(said: dict[str, str]) -> int:
    pairs = [value.partition(" ")[::2] for value in said.values()]
    return sum(int(count) for count, at in pairs if time.time() - float(at) < SOCKETS_KNOWN)


def tell_sockets(wire: Wire, count: int) -> None:
    """This process has so many open sockets."""
    process = f"{socket.gethostname()}:{os.getpid()}"
    wire.ask([("HSET", SOCKETS, process, f"{count} {time.time():.0f}"), ("EXPIRE", SOCKETS, SOCKETS_KNOWN)])


def count_message(_event) -> None:
    """A message got its place."""
    current_app.extensions["metrics"].event(MESSAGES)


def bind(app: Flask) -> None:
    """Gives the application its tally."""
    app.extensions["metrics"] = Tally(app.extensions["wire"])
