"""Failed jobs are tried again, once for each press."""

import pytest

from inbox.events import JobsRetried
from inbox.services import logins
from jobs import queues, state
from jobs.worker import worker

pytestmark = pytest.mark.usefixtures("signals")


@pytest.fixture
def tab(cast):
    """An administrator's."""
    return cast.logged_in(cast.person("root", roles=("administrator",)))


@pytest.fixture
def fails(app, connection, monkeypatch):
    """Two jobs that were given up."""

    def fail():
        raise RuntimeError("as it happens")

    monkeypatch.setattr(logins, "forget_old", fail)
    for _ in range(2):
        queues.enqueue(connection, "forget_logins")
    worker(queues.SHORT, app).work(burst=True)


@pytest.fixture
def told(app):
    """What was told."""
    events = []
    app.extensions["reactions"] = {**app.extensions["reactions"], JobsRetried: ((events.append,), ())}
    return events


def test_one_is_tried_again_and_runs_with_all_its_tries(app, tab, fails, redis_url, connection, told, monkeypatch):
    page = tab.read("/admin/jobs")
    job = page.all("[name=job]")[0]["value"]
    answer = tab.send("/admin/jobs/retries", {"job": job})
    assert answer.goes_to == "/admin/jobs?queued=1"
    after = tab.read(answer.goes_to)
    assert "1 job was queued again" in after.one(".note.info").text
    assert job not in [each["value"] for each in after.all("[name=job]")] and len(after.all("[name=job]")) == 1
    assert [event.count for event in told] == [1]
    again = queues.OurJob.fetch(job, connection=connection, serializer=queues.SERIALIZER)
    assert again.retries_left == queues.RETRIES
    ran = []
    monkeypatch.setattr(logins, "forget_old", lambda: ran.append(1))
    worker(queues.SHORT, app).work(burst=True)
    assert ran == [1] and state.look(redis_url).failed == 1


def test_all_are_tried_again_by_the_button_above_them(tab, fails, redis_url, told):
    page = tab.read("/admin/jobs")
    form = next(form for form in page.all("form") if form.has("button") and "Try all again" in form.text)
    assert not form.has("[name=job]")
    assert tab.submit(page, "/admin/jobs/retries").goes_to == "/admin/jobs?queued=2"
    assert state.look(redis_url).failed == 0 and [event.count for event in told] == [2]


@pytest.mark.parametrize("job", ["gone", "x" * 5000, "../x", "é", "\0", "rq:job:x"])
def test_one_that_has_not_failed_is_said(tab, fails, redis_url, told, job):
    refused = tab.send("/admin/jobs/retries", {"job": job})
    assert refused.status_code == 409 and "not among those that failed" in refused.text
    assert state.look(redis_url).failed == 2 and told == []


def test_pressed_twice_it_is_queued_once(tab, fails, redis_url):
    job = tab.read("/admin/jobs").all("[name=job]")[0]["value"]
    assert [tab.send("/admin/jobs/retries", {"job": job}).status_code for _ in range(2)] == [303, 409]
    assert state.look(redis_url).waiting == 1


def test_without_redis_it_is_said(make_app, cast, tmp_path):
    root = cast.person("root", roles=("administrator",))
    cast.app = make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock")
    refused = cast.logged_in(root).send("/admin/jobs/retries")
    assert refused.status_code == 409 and "Redis does not answer." in refused.text


def test_others_find_nothing_to_press(app, cast, ana, fails, redis_url):
    assert cast.logged_in(ana).send("/admin/jobs/retries").status_code == 404
    assert app.test_client().send("/admin/jobs/retries").status_code == 401
    assert state.look(redis_url).failed == 2
