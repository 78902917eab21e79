"""What is due is queued once, whoever looks; and no regular job costs more, the more there is."""

from importlib import import_module

import pytest
from rq import Queue

from inbox.extensions import db
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


@pytest.mark.sqlite
@pytest.mark.parametrize("name", [regular.name for regular in schedule.TABLE if regular.seconds < schedule.DAY])
def test_no_regular_job_reads_all_of_a_table(cast, ana, bo, statements, name):
    """However much there is, an index leads those that run many times a day to what they are about. Of a table with one
    row PostgreSQL reads all."""
    cast.said(ana, bo, "Hello")
    job = getattr(import_module(f"jobs.{name}"), name)
    statements.clear()
    cast.do(job)
    assert statements
    read_all = [(step, one) for one in dict.fromkeys(statements) for step in plan(cast, one) if reads_all(step)]
    assert not read_all


def plan(cast, statement: str) -> list[str]:
    """The steps in which SQLite does that."""
    asked = f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
    return [row[3] for row in cast.do(lambda: db.session.connection().exec_driver_sql(*asked).all())]


def reads_all(step: str) -> bool:
    return step.startswith("SCAN ") and "INDEX" not in step and "CONSTANT ROW" not in step
