"""Workers: `python -m jobs.worker short` (in this process, for quick jobs), `long` (a process for each job), or both.

The one for quick jobs also keeps the schedule, in a thread.
"""

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

from flask import Flask
from flask.cli import ScriptInfo
from redis import Redis
from redis.client import Pipeline
from rq import SimpleWorker, Worker

from bin.lifeline import die_with, leave_with
from inbox import wire
from jobs import schedule
from jobs.queues import LONG, SERIALIZER, SHORT, OurJob, patient

BEHIND = {SHORT: 5, LONG: 10}
"""How far a queue is behind pages and open sockets where the processor is busy, as `nice` has it: the languages of some
hundreds of messages, found out at once, made everybody wait for a quarter of a second."""
BEAT = 5.0
"""Seconds for which a worker that said that it lives is believed to; RQ believes it for ninety."""


class InApp:
    """Pushes an application context around each job, where the job runs: never one connection in two processes."""

    app: Flask

    def _set_ip_address(self, connection: Redis) -> None:
        """RQ asks Redis for it, to show it to people. Over a socket the answer holds the path of that, and redis-py
        cannot read it when there is a space in it: nobody misses what nobody looks at."""
        self.ip_address = "unknown"

    def perform_job(self, *args, **kwargs):
        with self.app.app_context():
            return super().perform_job(*args, **kwargs)


class ShortWorker(InApp, SimpleWorker):
    """Saves the fork: four times the jobs a second, for those that neither leak nor crash. Between two jobs it does not
    tell Redis what that has just been told: RQ says twice for each job that the worker lives, in three round trips."""

    _told_at = -BEAT

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Says that it lives, unless it did a moment ago; a job, which may take longer, is told of in any case."""
        if pipeline is None and timeout is None and time.monotonic() - self._told_at < BEAT:
            return
        self._told_at = time.monotonic()
        super().heartbeat(timeout, pipeline)

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        """Says whether it works, when that has changed."""
        if pipeline is not None or state != self._state:
            super().set_state(state, pipeline)


class LongWorker(InApp, Worker):
    """Forks for each job, so that what a job leaks or breaks ends with it. The job ends with its worker too, however
    that ends: jobs are steps that are rows first, and the next worker goes on."""

    def main_work_horse(self, *args, **kwargs):
        die_with(self.pid)
        super().main_work_horse(*args, **kwargs)


WORKERS = {SHORT: ShortWorker, LONG: LongWorker}


def worker(queue: str, app: Flask) -> Worker:
    """A worker of that queue. A job whose worker was killed is noticed in a minute or two, not in ten."""
    made = WORKERS[queue](
        [queue],
        connection=patient(app.config["HALLE"].redis_url),
        serializer=SERIALIZER,
        job_class=OurJob,
        worker_ttl=30,
        maintenance_interval=15,
    )
    made.app = app
    return made


def work(queue: str, app: Flask) -> None:
    """Works on that queue, until it is asked to end."""
    os.nice(max(0, BEHIND[queue] - os.nice(0)))
    worker(queue, app).work(logging_level=logging.WARNING)


def main(wanted: Sequence[str]) -> None:
    """Works on these queues, until it is asked to end."""
    if not wanted or len(wanted) > len(WORKERS) or set(wanted) - set(WORKERS):
        sys.exit(f"usage: python -m jobs.worker {' '.join(WORKERS)}, or one of them")
    os.environ.setdefault("HALLE_ROLE", "worker")
    app = ScriptInfo(app_import_path="app:create_app").load_app()  # by name: jobs are below the app
    gc.collect()
    gc.freeze()  # what both have in common is not written to by the collector, so it stays common
    twins = [twin for queue in wanted[1:] if (twin := _beside(queue, app))]
    with app.app_context():
        wire.wake_everybody()
    if wanted[0] == SHORT:  # the long one forks, which a second thread would endanger
        threading.Thread(target=schedule.keep, args=(app.config["HALLE"].redis_url,), daemon=True).start()
    watches = [Watch(twin) for twin in twins]
    work(wanted[0], app)
    for watch in watches:
        watch.end()


def _beside(queue: str, app: Flask) -> int:
    """Another worker in a child of this process, with which it shares what is loaded already: half the memory of one
    that is started on its own. It ends with this process, however that ends."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    die_with(parent)
    work(queue, app)
    os._exit(0)


class Watch(threading.Thread):
    """When the child ends on its own, this process does too: whoever started it starts both again."""

    def __init__(self, twin: int):
        super().__init__(daemon=True)
        self._twin, self._is_ending = twin, False
        self.start()

    def run(self) -> None:
        os.waitid(os.P_PID, self._twin, os.WEXITED)
        if not self._is_ending:
            self._is_ending = True
            os.kill(os.getpid(), signal.SIGTERM)

    def end(self) -> None:
        """Ends the child, after its job. Exits with 1 when it had ended on its own."""
        if self._is_ending:
            sys.exit(1)
        self._is_ending = True
        os.kill(self._twin, signal.SIGTERM)
        self.join()


if __name__ == "__main__":
    leave_with(lambda: main(sys.argv[1:]))
