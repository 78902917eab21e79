"""A process that is killed at a line of one's choosing: a fork of this one, with connections of its own."""

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator

from inbox.config import ROOT
from inbox.extensions import db

TRACED = tuple(
    str(ROOT / "inbox" / name)
    for name in ("storage/local.py", "exclusive.py", "services/moves.py", "services/intakes.py", "services/contents.py")
)
"""The files whose lines are counted: all that moves bytes, or says where they are."""
SOME = 9


def killed_at_each_line(app, work: Callable[[], object]) -> Iterator[int]:
    """Runs `work` in a process that is killed by SIGKILL at its first line, then in one that is killed at its second,
    and so on until one comes to its end; gives the number of the line after each kill. `bin/test --all` takes every line,
    `bin/test` one in SOME, beginning anywhere. Whoever calls puts things back
    to where the work has something to do."""
    step = 1 if os.environ.get("HALLE_TEST_ALL") == "1" else SOME
    line = random.randint(1, step)
    while _run(app, work, line):
        yield line
        line += step


def _run(app, work: Callable[[], object], line: int) -> bool:
    """Whether it was killed; raises AssertionError when it failed otherwise."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    pid = os.fork()
    if pid == 0:
        try:
            with app.app_context():
                sys.settrace(_killer(line))
                work()
                sys.settrace(None)
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(7)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert status in (0, -signal.SIGKILL), f"ended with {status}"
    return status != 0


def _killer(line: int) -> Callable:
    left = [line]

    def on_line(_frame, event, _argument):
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame, _event, _argument):
        return on_line if frame.f_code.co_filename in TRACED else None

    return on_call
