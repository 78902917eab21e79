"""The machine: which core does what, how idle it is, and what processes took of it."""

import contextlib
import os
import time
from pathlib import Path

from tests.bench.harness.options import chosen
from tests.stack.server import tree

__all__ = ["tree"]

CORES = sorted(os.sched_getaffinity(0))
CLIENT, SERVER = CORES[0], CORES[-1]
TICK = os.sysconf("SC_CLK_TCK")
QUIET = 0.9
"""A round begins when this share of the machine is idle."""
PATIENCE = 10.0
"""Seconds to wait for that; the round is run then all the same, and its record says so."""
IN_ALL = 120.0
"""Seconds that all rounds of a suite may wait: on a machine that never rests a suite must end too."""
GLANCE = 0.3
"""Seconds over which idleness is taken."""
waits: list[float] = []


@contextlib.contextmanager
def on_core(core: int):
    """What is started meanwhile runs on that core, and so does this thread."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def stay_on(core: int) -> None:
    """All threads of this process run on that core from now on."""
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread), {core})


def wait_for_idle() -> dict:
    """Waits until nothing else runs here, or not any longer; how idle it is, and how long that took."""
    started, patience = time.monotonic(), chosen.pick(0, min(PATIENCE, IN_ALL - sum(waits)))
    while (idle := idle_share()) < QUIET and time.monotonic() - started < patience:
        pass
    waited = time.monotonic() - started - GLANCE
    waits.append(waited)
    return {"idle_before": round(idle, 3), "waited": round(waited, 2)}


def idle_share() -> float:
    """How much of all cores was idle during a glance."""
    before = _times()
    time.sleep(GLANCE)
    after = _times()
    passed = [b - a for a, b in zip(before, after, strict=True)]
    return (passed[3] + passed[4]) / max(1, sum(passed))


def _times() -> list[int]:
    return list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))


def cpu_seconds(pids: list[int]) -> float:
    """What these processes computed so far."""
    return sum(_ticks(pid) for pid in pids) / TICK


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def pss_kib(pids: list[int]) -> int:
    """Memory of these processes; what several share counts once."""
    return sum(_pss(pid) for pid in pids)


def _pss(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
