"""Waiting for a thing itself, with a deadline, instead of for some time."""

import time
from collections.abc import Callable

PAUSE = 0.02
PATIENCE = 20
"""Seconds that a thing may take which no issue gives a bound: a job, a restart, a push on a machine that is busy."""


def until(question: Callable, seconds: float = PATIENCE, what: str = ""):
    """The first true answer; AssertionError when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := question():
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what or question}")
        time.sleep(PAUSE)


def stays(question: Callable, seconds: float, what: str = "") -> None:
    """AssertionError when the answer is not true all that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert question(), f"did not stay so: {what or question}"
        time.sleep(PAUSE)


def percentile(figures: list[float], share: float) -> float:
    """The value below which that share of the figures lies."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
