"""Rounds: each contender in turn, the order turned around every time, each round after a look whether anything else runs."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.figures import Figure
from tests.bench.harness import machine
from tests.bench.harness.options import chosen
from tests.stack.waiting import percentile


@dataclass
class Round:
    """What one round of one contender gave."""

    operations: int
    seconds: float
    latencies: list[float]
    cpu: float = 0.0
    gate: dict | None = None
    late: int = 0
    """Operations that were not over when the round was given up; they count with the time until then."""

    @property
    def rate(self) -> float:
        return self.operations / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU of the server for one operation."""
        return 1000 * self.cpu / max(1, self.operations)

    def percentile_ms(self, share: float) -> float:
        return 1000 * percentile(self.latencies, share)

    def record(self) -> dict:
        """For the file of results."""
        more = {"p50_ms": self.percentile_ms(0.5), "p99_ms": self.percentile_ms(0.99)} if self.latencies else {}
        return (
            {"operations": self.operations, "rate": self.rate, "cpu_ms": self.cpu_ms, "late": self.late}
            | more
            | (self.gate or {})
        )


@dataclass
class Contender:
    """Something to measure: what a round does, and the processes whose CPU counts."""

    play: Callable[[], Round]
    pids: Callable[[], list[int]]

    def round(self) -> Round:
        """One round, with the CPU that it took."""
        gate, pids = machine.wait_for_idle(), self.pids()
        before = machine.cpu_seconds(pids)
        found = self.play()
        found.cpu, found.gate = machine.cpu_seconds(pids) - before, gate
        return found


class Results:
    """The rounds of each contender; a ratio is taken round by round."""

    def __init__(self, contenders: dict[str, Contender], rounds: int | None = None):
        self.rounds: dict[str, list[Round]] = {name: [] for name in contenders}
        for contender in contenders.values():
            contender.play()  # warm
        for number in range(rounds or chosen.rounds):
            order = list(contenders)[:: 1 if number % 2 == 0 else -1]
            for name in order:
                self.rounds[name].append(contenders[name].round())

    def median(self, name: str, value: Callable[[Round], float]) -> float:
        return statistics.median(map(value, self.rounds[name]))

    def late(self, title: str) -> Figure:
        """How many operations of all contenders were given up: more than none, and the others' figures are too good."""
        given_up = sum(found.late for rounds in self.rounds.values() for found in rounds)
        return Figure(title, given_up, "", most=0)

    def figure(self, title: str, name: str, value: Callable[[Round], float], unit: str, **bounds) -> Figure:
        """The median of that value; all rounds go into the file."""
        kept = [found.record() for found in self.rounds[name]]
        return Figure(title, self.median(name, value), unit, rounds=kept, **bounds)

    def ratio(self, title: str, one: str, other: str, value: Callable[[Round], float], **bounds) -> Figure:
        """How many times the other's that value is: the median over pairs of one round."""
        pairs = zip(self.rounds[one], self.rounds[other], strict=True)
        return Figure(title, statistics.median(value(a) / max(1e-9, value(b)) for a, b in pairs), "x", **bounds)


def rate(found: Round) -> float:
    """Operations a second."""
    return found.rate


def cpu_ms(found: Round) -> float:
    """Milliseconds of CPU of the server an operation."""
    return found.cpu_ms


def p50(found: Round) -> float:
    """Median latency in ms."""
    return found.percentile_ms(0.5)


def p99(found: Round) -> float:
    """99th percentile of the latency in ms."""
    return found.percentile_ms(0.99)
