"""Keeps child processes alive: starts them, starts again what dies, and stops them in order.

It knows nothing of what they do. One thread, and nothing beyond the standard library, so that it stays small.
"""

import collections
import contextlib
import os
import selectors
import signal
import time
from pathlib import Path

import lifeline
from child import Child, Part, say

QUICK_DEATHS = 5
"""A part that dies so often in a row without having been ready is given up."""
FIRST_DELAY = 0.5
"""Seconds before the second start in a row of a part that never gets ready; doubled for each one after it."""

BETWEEN_TURNS = 0.05
"""Seconds in which what is printed gathers: a turn for each line would cost a busy server a fiftieth of its time."""


class Stopped(Exception):
    """Somebody asked the launcher to stop."""


class GaveUp(Exception):
    """A part does not stay alive; the text says which, and what it said last."""


class Supervisor:
    """The children of the launcher. Use it in a `with`: leaving it stops them all."""

    def __init__(self, folder: Path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.children: dict[str, Child] = {}
        self._pids: set[int] = set()
        self.stop_requests = 0

    def __enter__(self):
        lifeline.adopt_orphans()
        self._selector = selectors.DefaultSelector()
        self._wakeups, writer = os.pipe()
        os.set_blocking(self._wakeups, False)
        os.set_blocking(writer, False)
        self._selector.register(self._wakeups, selectors.EVENT_READ)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the select
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._request_stop)
        return self

    def __exit__(self, *_):
        for _, rounds in sorted(self._rounds().items()):
            self._stop(rounds)
        lifeline.end_descendants()

    def start(self, part: Part) -> None:
        """Start a part and keep it alive from now on."""
        child = self.children[part.name] = Child(part, self.folder)
        self._launch(child)

    def run(self, part: Part) -> None:
        """Run a part that ends by itself; anything but success gives up."""
        child = Child(part, self.folder)
        self._launch(child)
        try:
            while child.process.poll() is None:
                self._turn()
        finally:
            child.process.kill()
            child.process.wait()
            end = self._bury(child)
        if child.process.returncode != 0:
            raise GaveUp(f"{part.name} {end}; the reason is above.")

    def wait_until_ready(self, seconds: float) -> None:
        """Wait until each part that can tell is ready."""
        deadline = time.monotonic() + seconds
        while waiting := [c for c in self.children.values() if c.part.ready and not c.check_ready()]:
            if time.monotonic() > deadline:
                raise GaveUp(waiting[0].last_words(f"is not ready after {seconds:.0f} s"))
            self._turn()

    def watch(self) -> None:
        """Keep all alive until somebody asks to stop."""
        while True:
            self._turn()
            time.sleep(BETWEEN_TURNS)

    def _turn(self) -> None:
        """Wait for something to happen, and deal with it."""
        self._listen(self._next_wait())
        if self.stop_requests:
            raise Stopped
        for child in self.children.values():
            if child.start_again_at is not None:
                if time.monotonic() >= child.start_again_at:
                    self._launch(child)
            elif child.process.poll() is not None:
                self._start_again_later(child)
            else:
                child.check_ready()
        self._reap_orphans()

    def _next_wait(self) -> float | None:
        """Seconds until something is due: none when all parts are up."""
        settled = all(c.start_again_at is None and c.was_ready for c in self.children.values())
        return None if settled and self.children else 0.1

    def _listen(self, seconds: float | None) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wakeups, 4096)
            else:
                key.data.relay()

    def _launch(self, child: Child) -> None:
        child.start()
        self._pids.add(child.process.pid)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _bury(self, child: Child) -> str:
        self._selector.unregister(child.process.stdout)
        self._pids.discard(child.process.pid)
        return child.bury()

    def _start_again_later(self, child: Child) -> None:
        """At once after a first death; later and later for one that never gets ready; at last not at all."""
        end = self._bury(child)
        child.quick_deaths = 1 if child.was_ready else child.quick_deaths + 1
        child.start_again_at = time.monotonic() + _delay(child.quick_deaths)
        if child.quick_deaths >= QUICK_DEATHS:
            raise GaveUp(child.last_words(f"{end}, {QUICK_DEATHS} times in a row without getting ready"))
        say(f"{child.part.name} (pid {child.process.pid}) {end}; starting it again")

    def _reap_orphans(self) -> None:
        """Take leave of dead processes that a child left behind."""
        with contextlib.suppress(ChildProcessError):
            while dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if dead.si_pid in self._pids:
                    return  # the next turn buries it
                os.waitpid(dead.si_pid, 0)

    def _rounds(self) -> dict[int, list[Child]]:
        rounds: dict[int, list[Child]] = collections.defaultdict(list)
        for child in self.children.values():
            if child.start_again_at is None:
                rounds[child.part.stops_in_round].append(child)
        return rounds

    def _stop(self, children: list[Child]) -> None:
        """Ask these to stop, wait, and kill what takes too long (all of it at once at the second Ctrl-C)."""
        for child in children:
            child.process.terminate()
        asked_at = time.monotonic()
        while running := [child for child in children if child.process.poll() is None]:
            for child in running:
                if time.monotonic() > asked_at + child.part.patience or self.stop_requests > 1:
                    child.process.kill()
            self._listen(0.1)
        for child in children:
            self._bury(child)

    def _request_stop(self, *_) -> None:
        self.stop_requests += 1


def _delay(quick_deaths: int) -> float:
    return 0 if quick_deaths == 1 else FIRST_DELAY * 2 ** (quick_deaths - 2)
