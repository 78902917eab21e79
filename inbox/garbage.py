"""Cycles that nobody holds any more, in a process that holds very many things for very long.

Python's collector stops the whole process and goes through all that has lived for a while, again and again: with a
thousand open sockets each time a fifth of a second, in which nobody hears anything. What lives on is set aside here, so
that it is gone through once; what came since is little.
"""

import gc
import threading
import time
from collections.abc import Callable

EVERY = 10.0
"""Seconds."""
MANY = 2000
"""After so many sockets have closed (some 8 kB each) what was set aside is gone through too."""


class Tidier:
    """Tidies one process. `gone` says how many sockets have closed in it so far."""

    def __init__(self, gone: Callable[[], int]):
        self._gone, self._gone_before = gone, 0

    def tidy(self) -> None:
        """Collects what nobody holds any more, and sets the rest aside."""
        if self._gone() - self._gone_before >= MANY:
            self._gone_before = self._gone()
            gc.unfreeze()
        gc.collect()
        gc.freeze()


def watch(gone: Callable[[], int], is_needed: Callable[[], bool]) -> None:
    """Tidies now and then in a thread, while that is needed."""
    threading.Thread(target=_watch, args=(Tidier(gone), is_needed), daemon=True).start()


def _watch(tidier: Tidier, is_needed: Callable[[], bool]) -> None:
    while is_needed():
        time.sleep(EVERY)
        tidier.tidy()
