"""What a worker runs, where, and what it refuses."""

import pytest
from flask import current_app
from rq import Queue
from rq.registry import FailedJobRegistry

from inbox.services import logins
from jobs import queues
from jobs.worker import worker

pytestmark = pytest.mark.usefixtures("signals")


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
