"""What a worker runs, where, and what it refuses."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from flask import current_app
from rq import Queue
from rq.registry import FailedJobRegistry

from inbox.config import ROOT
from inbox.services import logins
from jobs import queues
from jobs.worker import BEHIND, worker
from tests.stack.waiting import until

pytestmark = [pytest.mark.thorough, pytest.mark.usefixtures("signals")]


def run_all(queue, app):
    worker(queue, app).work(burst=True)


def failed(connection):
    return FailedJobRegistry(queues.SHORT, connection=connection, serializer=queues.SERIALIZER).get_job_ids()


def test_a_job_runs_in_the_application(app, connection, monkeypatch):
    ran_in = []
    monkeypatch.setattr(logins, "forget_old", lambda: ran_in.append(current_app.name))
    queues.enqueue(connection, "forget_logins")
    run_all(queues.SHORT, app)
    assert ran_in == ["app"]


def test_a_short_job_is_not_talked_about_more_than_it_takes(app, connection, monkeypatch):
    """Each round trip is a wait for whoever comes next: RQ alone says thirteen times that something lives on."""
    monkeypatch.setattr(logins, "forget_old", lambda: None)
    few, many = (lives_on(app, connection, count) for count in (1, 11))
    assert (many - few) / 10 <= 8


def lives_on(app, connection, count: int) -> int:
    """How often an expiry was set while so many jobs were done."""
    for _ in range(count):
        queues.enqueue(connection, "forget_logins")
    before = connection.info("commandstats").get("cmdstat_expire", {"calls": 0})["calls"]
    run_all(queues.SHORT, app)
    return connection.info("commandstats")["cmdstat_expire"]["calls"] - before


def test_a_long_job_runs_in_the_application_too(app, connection, monkeypatch):
    monkeypatch.setattr(logins, "forget_old", lambda: connection.set("ran in", current_app.name))
    queues.enqueue(connection, "forget_logins", queue=queues.LONG)
    run_all(queues.LONG, app)
    assert connection.get("ran in") == b"app"


def test_a_job_that_fails_is_tried_again_and_then_kept_as_failed(app, connection, monkeypatch):
    tries = []

    def fail():
        tries.append(1)
        raise RuntimeError("as it happens")

    monkeypatch.setattr(logins, "forget_old", fail)
    queues.enqueue(connection, "forget_logins")
    run_all(queues.SHORT, app)
    assert len(tries) == 1 + queues.RETRIES
    assert len(failed(connection)) == 1


def test_a_function_that_is_not_a_job_is_refused_whoever_queued_it(app, connection, tmp_path):
    target = tmp_path / "made"
    Queue(queues.SHORT, connection=connection, serializer=queues.SERIALIZER).enqueue("os.mkdir", str(target))
    run_all(queues.SHORT, app)
    assert not target.exists()
    assert len(failed(connection)) == 1


def test_a_worker_is_there_wherever_the_socket_of_redis_is(app, redis_server):
    """In a folder with a space in its name, here as for all tests: what Redis says of a connection holds its path."""
    assert " " in str(redis_server.folder)
    assert worker(queues.SHORT, app).name


STUCK = """
import atexit, sys, threading
from bin.lifeline import leave_with

def hold():
    with lock:
        held.set()
        threading.Event().wait()

lock, held = threading.RLock(), threading.Event()
threading.Thread(target=hold, daemon=True).start()
held.wait()
atexit.register(lock.acquire)
leave_with(lambda: %s)
"""
"""A thread holds a lock that the interpreter asks for when it tidies up."""


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [("1 / 0", 1, "ZeroDivisionError"), ("sys.exit('This is wrong')", 1, "This is wrong"), ("sys.exit(3)", 3, ""), ("0", 0, "")],
)  # fmt: skip
def test_a_worker_that_cannot_go_on_ends_whatever_its_threads_hold(work, code, said):
    """Else it would be there for ever without doing anything, and no other one would be started."""
    ended = subprocess.run([sys.executable, "-c", STUCK % work], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, said in ended.stderr) == (code, True)


@pytest.mark.sqlite
def test_a_long_job_ends_with_its_worker_however_that_ends(environ, app, connection):
    """Nothing outlives the launcher: it holds no database and waits for no Redis that has gone."""
    queues.enqueue(connection, "forget_logins", queue=queues.LONG)
    with closing(sqlite3.connect(Path(environ["HALLE_DATA"]) / "halle.db", isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")  # the job waits for it, for ten seconds
        long = subprocess.Popen([sys.executable, "-m", "jobs.worker", queues.LONG], cwd=ROOT, env=os.environ | environ)
        children = Path(f"/proc/{long.pid}/task/{long.pid}/children")
        (job,) = until(lambda: children.read_text().split(), 30, "the job has begun")
        until(lambda: connection.zcard(f"rq:wip:{queues.LONG}"), 10, "it is at work")
        long.kill()
        long.wait(10)
        until(lambda: not is_running(job), 5, "the job has ended")


def test_jobs_leave_the_processor_to_pages_and_the_long_ones_to_the_short(environ, connection):
    command = [sys.executable, "-m", "jobs.worker", queues.SHORT, queues.LONG]
    short = subprocess.Popen(command, cwd=ROOT, env=os.environ | environ)
    children = Path(f"/proc/{short.pid}/task/{short.pid}/children")
    (long,) = until(lambda: children.read_text().split(), 30, "both are there")
    until(lambda: niceness(short.pid) == BEHIND[queues.SHORT] > 0, 10, "the short one is behind")
    until(lambda: niceness(int(long)) == BEHIND[queues.LONG] > BEHIND[queues.SHORT], 10, "the long one is further behind")
    short.kill()
    short.wait(10)
    until(lambda: not is_running(long), 5, "both have ended")


def niceness(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)


def is_running(pid: str) -> bool:
    """Whether that process is there, and not only waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
