"""Nothing outlives the launcher: the kernel kills its children when it dies, and it kills what they leave behind."""

import contextlib
import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

_LIBRARY = ctypes.CDLL(None)
_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 1, 15, 36


def die_with(parent: int) -> None:
    """Called in the new child: it ends when its parent does, however that ends."""
    _set(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def adopt_orphans() -> None:
    """From now on, what a dead child leaves behind becomes a child of this process, so that it can be ended."""
    _set(_PR_SET_CHILD_SUBREAPER, 1)


def be_called(name: str) -> None:
    """What `top` and `ps -e` call this process: the command is that of the launcher in all its forks."""
    _set(_PR_SET_NAME, name.encode())


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


def leave_with(work: Callable[[], None]) -> NoReturn:
    """Works, and ends this process at once, whatever other threads are in the midst of. The interpreter would tidy up
    first, and then waits for ever for a lock that a thread it has stopped held: nobody would start the next one."""
    code = 0
    try:
        work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:
        code = 1
        traceback.print_exc()
    sys.stdout.flush(), sys.stderr.flush()
    os._exit(code)


def _children() -> Iterator[int]:
    with contextlib.suppress(OSError):  # a system without that file
        yield from map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def _set(option: int, value: int | bytes) -> None:
    if hasattr(_LIBRARY, "prctl"):  # Linux; elsewhere children end by the launcher's own hand only
        _LIBRARY.prctl(option, value)
