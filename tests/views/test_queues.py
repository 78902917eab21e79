"""The queues as administrators see them."""

import pytest

from inbox.services import logins
from jobs import queues, state
from jobs.worker import worker

pytestmark = pytest.mark.usefixtures("signals")
SECRET = "what somebody wrote to somebody"


@pytest.fixture
def root(cast):
    return cast.person("root", roles=("administrator",))


@pytest.fixture
def fails(app, connection, monkeypatch):
    """A job that was given up."""

    def fail():
        raise RuntimeError(SECRET)

    monkeypatch.setattr(logins, "forget_old", fail)
    queues.enqueue(connection, "forget_logins")
    worker(queues.SHORT, app).work(burst=True)


def facts(page) -> list[list[str]]:
    return [[dd.text for dd in each.all("dd")] for each in page.all("dl.facts")]


def test_queues_workers_and_failures_are_told_and_never_what_people_wrote(
    app, cast, root, connection, redis_url, fails
):
    queues.enqueue(connection, "forget_logins", queue=queues.LONG)
    state.tick(connection)
    page = cast.logged_in(root).read("/admin/jobs")
    assert facts(page) == [["0", "0", "1", "0"], ["1", "0", "0", "0"]]
    assert "The schedule ticks." in page.text
    (failed,) = page.all(".ql li")
    assert "forget_logins()" in failed.text and "RuntimeError, jobs/forget_logins.py:8" in failed.text
    assert SECRET not in page.source


def test_where_nothing_failed_nothing_can_be_tried_again(cast, root):
    page = cast.logged_in(root).read("/admin/jobs")
    assert "No job has failed." in page.text and not page.named("button", "Try all again")


def test_without_redis_it_is_said(make_app, cast, root, tmp_path):
    for url in ("", f"unix://{tmp_path}/nobody.sock"):
        cast.app = make_app(REDIS_URL=url)
        page = cast.logged_in(root).read("/admin/jobs")
        assert "Redis does not answer, and the queues are in it." in page.one("main [role=status]").text


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30])
def test_a_count_that_is_none_is_refused(cast, root, asked):
    assert cast.logged_in(root).get(f"/admin/jobs?queued={asked}").status_code == 400
