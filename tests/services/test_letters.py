"""Letters: tried until a server took them, by one at a time, and not for ever."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from inbox import clock
from inbox.models.letter import Letter
from inbox.models.reset import Reset
from inbox.services import letters, resets
from tests.cast import Cast

HERE = "127.0.0.1"


@pytest.fixture
def cast(post):
    """The people of the application that sends."""
    return Cast(post.app)


def test_a_letter_is_sent_once(cast, post, ana):
    cast.do(resets.ask, "ana", HERE)
    for _ in range(2):
        post.deliver()
        cast.do(letters.deliver, 1)
    assert len(post.box.raw) == 1
    assert cast.row(Letter, 1).closed_at is not None


def test_one_that_failed_is_due_again_after_a_pause_that_grows(cast, post, ana):
    clock.freeze(clock.now())
    post.box.answer = "451 later"
    cast.do(resets.ask, "ana", HERE)
    for pause in (60, 120, 240):
        post.deliver()
        assert cast.do(letters.due) == []
        clock.move(timedelta(seconds=pause - 1))
        assert cast.do(letters.due) == []
        clock.move(timedelta(seconds=1))
        assert cast.do(letters.due) == [1]
    post.box.answer = ""
    post.deliver()
    assert len(post.box.raw) == 1
    assert cast.row(Letter, 1).tries == 4


def test_one_refused_for_good_is_not_tried_again(cast, post, ana, logged):
    post.box.answer_to_recipient = "550 nobody here"
    cast.do(resets.ask, "ana", HERE)
    post.deliver()
    assert cast.row(Letter, 1).closed_at is not None
    assert '"given_up": true' in logged.text and "ana@" not in logged.text


def test_one_that_fails_for_hours_is_given_up(cast, post, ana):
    post.box.answer = "451 later"
    cast.do(resets.ask, "ana", HERE)
    for _ in range(12):
        assert cast.row(Letter, 1).closed_at is None
        post.deliver()
        clock.move(timedelta(hours=1))
    assert cast.row(Letter, 1).closed_at is not None


@contextmanager
def sending(cast, post):
    """Meanwhile a job sends the first letter: the server has its text, and thinks."""
    post.box.holds.clear()
    cast.do(resets.ask, "ana", HERE)
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(cast.do, letters.deliver, 1)
        try:
            assert post.box.came.wait(10)
            yield
            assert not job.done()
        finally:
            post.box.holds.set()
        job.result(10)


def test_two_jobs_for_one_letter_send_it_once(cast, post, ana):
    with sending(cast, post):
        cast.do(letters.deliver, 1)
    assert len(post.box.raw) == post.box.begun == 1


def test_nothing_is_locked_while_the_server_thinks(cast, post, ana):
    with sending(cast, post):
        cast.do(resets.ask, "bo", HERE)  # writes meanwhile
    assert len(post.box.raw) == 1


def test_a_worker_that_died_while_it_sent_costs_a_minute_and_the_link_is_the_same(cast, post, ana):
    clock.freeze(clock.now())
    cast.do(resets.ask, "ana", HERE)
    taken = cast.do(letters._take, 1)  # and then it dies
    assert cast.do(letters.due) == []
    clock.move(timedelta(minutes=1))
    post.deliver()
    assert taken.words["link"].endswith(post.link())


def test_after_a_week_the_letter_is_forgotten_with_its_link_and_one_that_waits_is_not(cast, post, ana):
    cast.do(resets.ask, "ana", HERE)
    post.deliver()
    clock.move(timedelta(days=7, minutes=-1))
    cast.do(resets.ask, "ana", HERE)
    assert cast.do(letters.forget_old) == 0
    clock.move(timedelta(minutes=2))
    assert cast.do(letters.forget_old) == 1
    assert (cast.count(Letter), cast.count(Reset)) == (1, 0)


def test_a_letter_that_is_not_there_is_no_failure(cast, post):
    cast.do(letters.deliver, 77)
    assert post.box.raw == []
