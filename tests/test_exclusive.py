"""One at a time, on both databases; and a process that is killed holds nobody up."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from inbox.config import ROOT
from inbox.exclusive import exclusive

pytestmark = pytest.mark.thorough

HOLDER = """
from app import create_app
from inbox.exclusive import exclusive
with create_app().app_context(), exclusive("thing"):
    print("held", flush=True)
    input()
"""


def one_at_a_time(app, names) -> int:
    """Most threads that were inside at the same time."""
    inside, most, lock = [0], [0], threading.Lock()

    def work(name):
        with app.app_context(), exclusive(name):
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.02)  # long enough for others to come in, if they could
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most[0]


def killed_in_the_middle(environ) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, **environ, "HALLE_ROLE": "worker"},
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    holder.stdin.close(), holder.stdout.close()


def test_one_works_at_a_time(app):
    assert one_at_a_time(app, ["thing"] * 8) == 1


def test_others_work_on_other_things(app):
    assert one_at_a_time(app, ["a", "b", "c", "d"]) > 1


def test_who_fails_holds_nobody_up(app):
    with app.app_context():
        with pytest.raises(OSError, match="no"), exclusive("thing"):
            raise OSError("no")
        with exclusive("thing"):
            pass


def test_who_is_killed_holds_nobody_up(app, environ):
    killed_in_the_middle(environ)
    assert one_at_a_time(app, ["thing"]) == 1


@pytest.mark.postgres
def test_the_same_on_postgres(app, environ):
    assert one_at_a_time(app, ["thing"] * 8) == 1
    assert one_at_a_time(app, ["a", "b", "c", "d"]) > 1
    killed_in_the_middle(environ)
    assert one_at_a_time(app, ["thing"]) == 1
