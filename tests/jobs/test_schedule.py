"""What is due is queued once, whoever looks."""

from rq import Queue

from jobs import queues, schedule
from jobs.schedule import Regular

TABLE = (Regular("forget_logins", schedule.DAY),)


def waiting(connection):
    return len(Queue(queues.SHORT, connection=connection, serializer=queues.SERIALIZER))


def test_two_schedules_queue_a_job_once(connection):
    assert schedule.queue_due(connection, TABLE) == ["forget_logins"]
    assert schedule.queue_due(connection, TABLE) == []
    assert waiting(connection) == 1


def test_it_is_due_again_after_its_time(connection):
    schedule.queue_due(connection, TABLE)
    assert schedule.CLAIM < connection.ttl("halle:schedule:forget_logins") <= schedule.DAY
    connection.delete("halle:schedule:forget_logins")  # what its expiry does
    schedule.queue_due(connection, TABLE)
    assert waiting(connection) == 2


def test_a_schedule_that_died_before_it_queued_holds_the_job_up_for_a_minute_only(connection, monkeypatch):
    monkeypatch.setattr(schedule, "enqueue", lambda *_, **__: False)
    assert schedule.queue_due(connection, TABLE) == []
    assert 0 < connection.ttl("halle:schedule:forget_logins") <= schedule.CLAIM


def test_every_job_of_the_table_is_there():
    for regular in schedule.TABLE:
        module = __import__(f"jobs.{regular.name}", fromlist=[regular.name])
        assert callable(getattr(module, regular.name))
