"""Work on what strangers made, such as pictures and documents, in a process of its own: it has so much memory and so
many seconds, writes nothing, and whatever it breaks ends with it. What it says comes back as JSON."""

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

MIB = 2**20
PAGE = os.sysconf("SC_PAGE_SIZE")
MEMORY = Path("/proc/self/statm")


class Unusable(Exception):
    """Nothing can be had of it; the text says why, for the log, and repeats nothing of what it holds."""


def confined(work: Callable, *args, seconds: float, mib: int):
    """What `work(*args)` returns, which JSON can say. `mib`: memory beyond what this process has.

    Raises `Unusable`: what the work raised (by its text when it is an `Unusable` itself, else by its kind), or that it
    took too much."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_confined(work, args, writing, seconds, mib)
    os.close(writing)
    try:
        said = _hear(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if not said:
        raise Unusable("it took too long, or broke what read it")
    answer = json.loads(said)
    if "reason" in answer:
        raise Unusable(str(answer["reason"])[:200])
    return answer["result"]


def _hear(reading: int, deadline: float) -> bytes:
    """All that the other process says; nothing when it does not come to its end in time."""
    said = bytearray()
    while (left := deadline - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        data = os.read(reading, MIB)
        if not data:
            return bytes(said)
        said += data
    return b""


def _be_confined(work: Callable, args: tuple, writing: int, seconds: float, mib: int) -> None:
    try:
        _limit(seconds, mib)
        said = _answer(work, args)
        while said:
            said = said[os.write(writing, said) :]
    finally:
        os._exit(0)


def _answer(work: Callable, args: tuple) -> bytes:
    try:
        answer = {"result": work(*args)}
    except Unusable as error:
        answer = {"reason": str(error)}
    except Exception as error:  # there are as many as there are ways to break a file
        answer = {"reason": type(error).__name__}
    return json.dumps(answer).encode()


def _limit(seconds: float, mib: int) -> None:
    has = int(MEMORY.read_text().split()[0]) * PAGE if MEMORY.exists() else 0
    for what, most in (
        (resource.RLIMIT_AS, has + mib * MIB),
        (resource.RLIMIT_CPU, int(seconds + time.process_time()) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
