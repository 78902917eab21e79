"""A child that goes on with what this process has loaded: a fork that runs a function, and never comes back from it."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from lifeline import die_with, leave_with


class Fork:
    """What `subprocess.Popen` is to its parent, as far as that asks. Only one thread may be there when it is made."""

    def __init__(self, work: Callable[[], None], environ: Mapping[str, str], folder: Path):
        self.returncode: int | None = None
        parent = os.getpid()
        reading, writing = os.pipe()
        sys.stdout.flush(), sys.stderr.flush()
        asked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        self.pid = os.fork()
        if self.pid == 0:
            leave_with(lambda: _live(work, environ, folder, parent, writing, asked))
        signal.pthread_sigmask(signal.SIG_SETMASK, asked)
        os.close(writing)
        self.stdout = open(reading, "rb", buffering=0)  # noqa: SIM115 (whoever buries it closes it)

    def poll(self) -> int | None:
        """How it ended, as `Popen` has it; None while it lives."""
        if self.returncode is None:
            self._ended(os.waitpid(self.pid, os.WNOHANG))
        return self.returncode

    def wait(self) -> int:
        """Waits for its end."""
        if self.returncode is None:
            self._ended(os.waitpid(self.pid, 0))
        return self.returncode

    def terminate(self) -> None:
        """Asks it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self.poll() is None:  # else its number may be another's by now
            os.kill(self.pid, number)

    def _ended(self, found: tuple[int, int]) -> None:
        pid, status = found
        if pid:
            self.returncode = os.waitstatus_to_exitcode(status)


def _live(
    work: Callable[[], None], environ: Mapping[str, str], folder: Path, parent: int, writing: int, asked: set
) -> None:
    """Becomes what a program that was started anew would be: its own session, environment, output and signals, and
    nothing of what the parent has open."""
    os.setsid()
    die_with(parent)
    _take_signals(asked)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(writing, 1), os.dup2(writing, 2)
    for descriptor in map(int, os.listdir("/dev/fd")):
        if descriptor > 2:
            with contextlib.suppress(OSError):  # that of the list itself
                os.close(descriptor)
    sys.stdout.reconfigure(write_through=True), sys.stderr.reconfigure(write_through=True)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    work()


def _take_signals(asked: set) -> None:
    """As Python has them when it starts; what is ignored stays so."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, asked)
