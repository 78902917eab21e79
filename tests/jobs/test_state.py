"""What is told of queues and failures: how many, who, what kind, where; never what people wrote."""

import pytest

from jobs import queues, schedule, state
from jobs.worker import worker

TRACE = """Traceback (most recent call last):
  File "/srv/halle/jobs/send_letter.py", line 9, in send_letter
    letters.deliver(letter_id)
  File "/srv/halle/inbox/services/letters.py", line 40, in deliver
    raise Gone(text)
inbox.services.resets.Gone: Dear Ana, our secret
Secret: is this
  File "/srv/halle/inbox/secret.py", line 1, in it
"""


@pytest.mark.parametrize(
    ("trace", "reason"),
    [
        (TRACE, "Gone, inbox/services/letters.py:40"),
        ("Traceback (most recent call last):\n  File \"/x/y.py\", line 1, in z\nValueError\n", "ValueError"),
        (TRACE + "\nDuring handling of the above exception, another exception occurred:\n\n" + TRACE.replace("Gone:", "Away:"),
         "Away, inbox/services/letters.py:40"),
        ("Moved to FailedJobRegistry, due to AbandonedJobError, at 2026-03-12", "AbandonedJobError"),
        ("", "?"), ("Our secret", "?"), ("Traceback (most recent call last):\nour secret\n", "?"),
    ],
)  # fmt: skip
def test_a_reason_is_a_kind_and_a_place(trace, reason):
    assert state.reason_of(trace) == reason


@pytest.mark.usefixtures("signals")
def test_what_waits_and_who_works_is_counted(app, connection, redis_url):
    queues.enqueue(connection, "forget_logins")
    queues.enqueue(connection, "forget_logins", queue=queues.LONG)
    working = worker(queues.SHORT, app)
    working.register_birth()
    working.heartbeat()
    found = state.look(redis_url)
    assert [(queue.name, queue.waiting, queue.workers) for queue in found.queues] == [("short", 1, 1), ("long", 1, 0)]
    assert (found.waiting, found.failed, found.ticks, len(found.workers)) == (2, 0, False, 1)
    working.register_death()
    assert state.look(redis_url).workers == ()


@pytest.mark.usefixtures("signals")
def test_a_worker_that_gave_no_sign_for_minutes_counts_as_gone(app, connection, redis_url):
    working = worker(queues.SHORT, app)
    working.register_birth()
    connection.hset(working.key, "last_heartbeat", "2020-01-01T00:00:00.000000Z")
    assert state.look(redis_url).workers == ()


def test_a_look_of_the_schedule_shows_for_a_minute(connection, redis_url):
    state.tick(connection)
    assert state.look(redis_url).ticks
    assert 0 < connection.ttl(state.TICK) <= 60


def test_the_schedule_says_that_it_looked(connection, redis_url, monkeypatch):
    class Enough(BaseException):
        pass

    def enough(_seconds):
        raise Enough

    monkeypatch.setattr(schedule.time, "sleep", enough)
    with pytest.raises(Enough):
        schedule.keep(redis_url)
    assert state.look(redis_url).ticks


def test_what_others_put_into_the_queue_is_shown_as_nothing_they_wrote(connection, redis_url):
    queues.enqueue(connection, "forget_logins", "a whole sentence of somebody's", 7)
    (job_id,) = connection.lrange("rq:queue:short", 0, -1)
    connection.zadd("rq:failed:short", {job_id: 9e12})
    (failure,) = state.failures(redis_url, 0, 5)
    assert (failure.name, failure.arguments) == ("forget_logins", "…, 7")
    connection.hset(b"rq:job:" + job_id, "data", b"no job at all")
    (failure,) = state.failures(redis_url, 0, 5)
    assert (failure.name, failure.arguments) == ("…", "…")


def test_a_key_without_its_job_is_no_failure(connection, redis_url):
    connection.zadd("rq:failed:short", {"gone": 9e12})
    assert state.failures(redis_url, 0, 5) == []
    assert state.retry(redis_url, "gone") is False
