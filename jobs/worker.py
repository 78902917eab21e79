"""A worker: `python -m jobs.worker short` (in this process, for quick jobs) or `long` (a process for each job).

The one for quick jobs also keeps the schedule, in a thread.
"""

import logging
import os
import sys
import threading

from flask import Flask
from flask.cli import ScriptInfo
from rq import SimpleWorker, Worker

from inbox import wire
from jobs import schedule
from jobs.queues import LONG, SERIALIZER, SHORT, OurJob, patient


class InApp:
    """Pushes an application context around each job, where the job runs: never one connection in two processes."""

    app: Flask

    def perform_job(self, *args, **kwargs):
        with self.app.app_context():
            return super().perform_job(*args, **kwargs)


class ShortWorker(InApp, SimpleWorker):
    """Saves the fork: four times the jobs a second, for those that neither leak nor crash."""


class LongWorker(InApp, Worker):
    """Forks for each job, so that what a job leaks or breaks ends with it."""


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


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in WORKERS:
        sys.exit(f"usage: python -m jobs.worker {'|'.join(WORKERS)}")
    os.environ.setdefault("HALLE_ROLE", "worker")
    app = ScriptInfo(app_import_path="app:create_app").load_app()  # by name: jobs are below the app
    with app.app_context():
        wire.wake_everybody()
    if sys.argv[1] == SHORT:  # the long one forks, which a second thread would endanger
        threading.Thread(target=schedule.keep, args=(app.config["HALLE"].redis_url,), daemon=True).start()
    worker(sys.argv[1], app).work(logging_level=logging.WARNING)


if __name__ == "__main__":
    main()
