"""What an open page costs in memory, and what all of Halle takes while nobody does anything."""

import time
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.harness import machine, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.sockets import Sockets
from tests.stack.browser import Browser

SETTLE = 3.0
"""Seconds until what the opening of the sockets needed is given back."""


def run() -> Iterator[Figure]:
    """PSS: of memory that processes share, each has its part."""
    count = chosen.pick(20, 1000, 3000)
    with stack.running(chosen.pick(2_000, 100_000)) as halle:
        people = enter(halle, count)
        time.sleep(chosen.pick(0.1, SETTLE))
        yield Figure("the whole stack, idle, used a little", machine.pss_kib(halle.pids()) / 1024, "MiB", most=250)
        for name in ("redis", "pages", "live", "worker"):
            yield Figure(f"… of which {name}", machine.pss_kib(machine.tree(halle.pid(name))) / 1024, "MiB")
        yield from per_socket(halle, people, count)


def per_socket(halle: stack.Measured, people: list[Browser], count: int) -> Iterator[Figure]:
    """The live server's growth, and the floor's."""
    with stack.socket_floor(halle.data / "redis.sock") as floor:
        before = machine.pss_kib(floor.pids())
        with Sockets() as sockets:
            for number in range(count):
                sockets.join_floor(floor, f"idle-{number}")
            time.sleep(chosen.pick(0.1, SETTLE))
            bare = (machine.pss_kib(floor.pids()) - before) / count
    with Sockets() as sockets:
        sockets.join_halle(halle, people[0], None)  # what the first one loads is not the price of a socket
        live = machine.tree(halle.pid("live"))
        before = machine.pss_kib(live)
        for number in range(count):
            sockets.join_halle(halle, people[number % len(people)], None)
        time.sleep(chosen.pick(0.1, SETTLE))
        ours = (machine.pss_kib(live) - before) / count
    yield Figure(f"floor: bare websockets, an idle socket of {count}", bare, "kB")
    yield Figure(f"an idle socket of {count}", ours, "kB", most=45)
    yield Figure("an idle socket against the floor's", ours / max(0.1, bare), "x", most=4)


def enter(halle: stack.Measured, sockets: int, skip: int = 0) -> list[Browser]:
    """People for so many sockets, fewer each than a person may have."""
    names = [name for pair in halle.pairs(max(1, sockets // 30), skip) for name in pair]
    return [halle.enter(name) for name in names]
