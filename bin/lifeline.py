"""Nothing outlives the launcher: the kernel kills its children when it dies, and it kills what they leave behind."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

_LIBRARY = ctypes.CDLL(None)
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def die_with(parent: int) -> None:
    """Called in the new child, before exec."""
    _set(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def adopt_orphans() -> None:
    """From now on, what a dead child leaves behind becomes a child of this process, so that it can be ended."""
    _set(_PR_SET_CHILD_SUBREAPER, 1)


def end_group(group: int) -> None:
    """Kill what is left of a process group and wait until it is gone, so that its port is free."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            os.killpg(group, signal.SIGKILL)
            os.waitpid(-group, os.WNOHANG)
        except ProcessLookupError:
            return
        except ChildProcessError:  # not ours yet: its parent is dying too
            pass
        time.sleep(0.005)


def end_descendants() -> None:
    """Kill every process that is still below this one."""
    while children := list(_children()):
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children() -> Iterator[int]:
    with contextlib.suppress(OSError):  # a system without that file
        yield from map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def _set(option: int, value: int) -> None:
    if hasattr(_LIBRARY, "prctl"):  # Linux; elsewhere children end by the launcher's own hand only
        _LIBRARY.prctl(option, value)
