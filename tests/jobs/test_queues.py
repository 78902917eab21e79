"""What `later` promises."""

import time

from rq import Queue

from jobs import queues


def queued(connection, queue=queues.SHORT):
    return Queue(queue, connection=connection, serializer=queues.SERIALIZER).jobs


def test_a_job_is_queued_with_its_ids_its_time_out_and_its_retries(app, connection):
    with app.app_context():
        assert queues.later("forget_logins", 7, "fr")
    (job,) = queued(connection)
    assert job.func_name == "jobs.forget_logins.forget_logins"
    assert list(job.args) == [7, "fr"]
    assert (job.timeout, job.retries_left) == (queues.SECONDS[queues.SHORT], queues.RETRIES)


def test_what_is_in_redis_is_json(app, connection):
    with app.app_context():
        queues.later("forget_logins", 7)
    (job,) = queued(connection)
    assert b"forget_logins" in job.serializer.dumps(job.func_name)
    assert job.serializer.__name__ == "JSONSerializer"


def test_while_redis_is_away_nobody_waits_and_nothing_breaks(make_app, tmp_path):
    begun = time.monotonic()
    with make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock").app_context():
        assert queues.later("forget_logins") is False
    assert time.monotonic() - begun < 5


def test_without_a_redis_nothing_is_queued(make_app):
    with make_app(REDIS_URL="").app_context():
        assert queues.later("forget_logins") is False
