"""The queues from the command line."""

import pytest

from inbox.cli import jobs as command
from inbox.models.letter import Letter
from inbox.services import logins, resets
from jobs import queues, schedule
from jobs.worker import worker

pytestmark = [pytest.mark.thorough, pytest.mark.usefixtures("signals")]
SECRET = "what somebody wrote to somebody"


@pytest.fixture
def flask(app):
    return lambda *arguments, app=app: app.test_cli_runner().invoke(command.command, arguments)


@pytest.fixture
def fails(app, connection, monkeypatch):
    """A job that fails every time, and was given up."""

    def fail():
        raise RuntimeError(f"{SECRET}\nValueError: {SECRET}")

    monkeypatch.setattr(logins, "forget_old", fail)
    queues.enqueue(connection, "forget_logins")
    worker(queues.SHORT, app).work(burst=True)


def test_the_state_of_the_queues_is_told_with_what_failed_and_never_its_words(flask, fails):
    told = flask("status").output
    assert "queue short  0 waiting (the first for 0 s), 0 running, 1 failed, 0 workers" in told
    assert "forget_logins()" in told and "RuntimeError, jobs/forget_logins.py:8" in told
    assert SECRET not in told and "schedule: did not look" in told


def test_what_failed_is_tried_again_once_its_reason_is_gone(app, flask, fails, monkeypatch):
    ran = []
    monkeypatch.setattr(logins, "forget_old", lambda: ran.append(1))
    job = next(line.split()[1] for line in flask("status").output.splitlines() if line.startswith("failed"))
    assert flask("retry", job).output == "1 queued again.\n"
    assert flask("retry", job).output == f"Error: No job called {job} has failed.\n"
    worker(queues.SHORT, app).work(burst=True)
    assert ran == [1] and "failed 0" not in flask("status").output


def test_all_that_failed_is_tried_again(flask, fails):
    assert flask("retry", "--all").output == "1 queued again.\n"
    assert flask("retry", "--all").output == "0 queued again.\n"


@pytest.mark.parametrize("arguments", [[], ["7", "--all"]])
def test_retry_wants_one_job_or_all(flask, arguments):
    assert "Name a job" in flask("retry", *arguments).output


@pytest.mark.parametrize("job", ["x", "rq:job:x", "../x", "é", "x" * 500, "a b"])
def test_a_job_that_is_none_is_said(flask, connection, job):
    assert flask("retry", job).exit_code == 1


def test_without_redis_it_is_said_in_one_line(make_app, flask, tmp_path):
    for url in ("", f"unix://{tmp_path}/nobody.sock"):
        for arguments in (["status"], ["retry", "--all"]):
            told = flask(*arguments, app=make_app(REDIS_URL=url))
            assert (told.exit_code, told.output) == (1, f"Error: {command.AWAY}\n")


def test_a_sweep_queues_the_letters_whose_nudge_was_lost(cast, ana, connection, flask):
    cast.do(resets.ask, "ana", "::1")
    connection.flushall()
    told = flask("sweep")
    assert told.exit_code == 0
    swept = [line.partition(":")[0] for line in told.output.splitlines()]
    assert swept == [each.name for each in schedule.TABLE if each.seconds < schedule.DAY]
    assert connection.llen("rq:queue:short") == 1 and cast.count(Letter) == 1


def test_a_sweep_works_without_redis_and_says_what_waits_for_it(make_app, flask, tmp_path):
    told = flask("sweep", app=make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock"))
    assert told.exit_code == 0 and "release_waiting: done" in told.output and "Redis does not answer" in told.output
