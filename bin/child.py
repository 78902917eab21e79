"""One child process: how it is started, what it says, whether it is ready, and how it is buried."""

import collections
import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import lifeline
from fork import Fork

ROOT = Path(__file__).resolve().parent.parent
SETTLED = 5.0
"""Seconds after which a part without a `ready` question counts as started."""
TAIL = 20
"""Lines of a part's log that are shown when it is given up."""


@dataclass(frozen=True)
class Part:
    """One process to keep alive."""

    name: str
    command: Sequence[str] | Callable[[], None]
    """A program, or what a fork of this process does."""
    environ: Mapping[str, str]
    ready: Callable[[], bool] | None = None
    stops_in_round: int = 0
    """Parts of a lower round are stopped first."""
    patience: float = 8.0
    """Seconds that it may take to stop."""
    quiet: bool = False
    """What it prints is kept for the case that it is given up, and not shown before."""


class Child:
    """A part and the process that runs it now."""

    def __init__(self, part: Part, folder: Path):
        self.part = part
        self.pid_file = folder / f"{part.name}.pid"
        self.tail: collections.deque[bytes] = collections.deque(maxlen=TAIL)
        self.quick_deaths = 0
        self.start_again_at: float | None = None

    def start(self) -> None:
        """Start the process, in a session of its own, so that Ctrl-C reaches the launcher alone."""
        self.process = self._born()
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started_at, self.start_again_at = time.monotonic(), None
        self.was_ready, self._half_line = False, b""
        self.tail.clear()
        draft = self.pid_file.with_suffix(".part")
        draft.write_text(f"{self.process.pid}\n")
        draft.replace(self.pid_file)

    def _born(self) -> subprocess.Popen | Fork:
        if callable(self.part.command):
            return Fork(self.part.command, self.part.environ, ROOT)
        return subprocess.Popen(
            self.part.command,
            env=self.part.environ,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=partial(lifeline.die_with, os.getpid()),
        )

    def check_ready(self) -> bool:
        """Whether it serves; once it did, it is not asked again."""
        if not self.was_ready and self.start_again_at is None:
            ready = self.part.ready
            self.was_ready = ready() if ready else time.monotonic() - self.started_at > SETTLED
        return self.was_ready

    def relay(self) -> None:
        """Pass on what it printed, whole lines only."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.process.stdout.fileno(), 65536):
                *lines, self._half_line = (self._half_line + chunk).split(b"\n")
                self.tail.extend(lines)
                for line in [] if self.part.quiet else lines:
                    write(line)

    def bury(self) -> str:
        """Clean up after the process, and whatever of its group is left; returns how it died."""
        self.relay()
        lifeline.end_group(self.process.pid)
        self.process.stdout.close()
        self.pid_file.unlink(missing_ok=True)
        code = self.process.returncode
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def last_words(self, end: str) -> str:
        """How it ended, and the end of its log."""
        log = b"\n".join(self.tail).decode(errors="replace")
        return f"{self.part.name} {end}. The end of its log:\n{log}"


def say(sentence: str) -> None:
    """Tell the person who started the launcher."""
    write(f"halle: {sentence}".encode())


def write(line: bytes) -> None:
    """A line on stderr. Where nobody reads, lines are lost: better than a launcher that stands still."""
    data = line + b"\n"
    while data:
        with contextlib.suppress(OSError):
            if select.select([], [sys.stderr.fileno()], [], 0)[1]:
                os.write(sys.stderr.fileno(), data[: select.PIPE_BUF])
        data = data[select.PIPE_BUF :]
