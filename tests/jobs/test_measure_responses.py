"""Response times are computed where jobs run: after a first answer, and every day."""

from datetime import timedelta

import pytest

from inbox import clock
from jobs import queues, schedule
from jobs.measure_response import measure_response
from jobs.measure_responses import measure_responses
from jobs.worker import worker

pytestmark = pytest.mark.usefixtures("signals")


def test_a_first_answer_is_measured_by_the_next_worker(app, cast, ana, bo, connection):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    assert cast.again(bo).response_rate is None
    worker(queues.SHORT, app).work(burst=True)
    assert cast.again(bo).response_rate == 100


def test_without_redis_the_daily_run_makes_up_for_it_and_running_twice_ends_the_same(make_app, cast, ana, bo):
    cast.said(ana, bo, "Hello"), cast.said(bo, ana, "Hello, Ana")
    for _ in range(2):
        cast.do(measure_responses)
        assert cast.again(bo).response_rate == 100
    clock.move(timedelta(days=91))
    cast.do(measure_response, bo.id)
    assert (cast.again(bo).response_rate, cast.again(bo).response_seconds) == (None, None)


def test_it_is_in_the_daily_schedule():
    assert schedule.Regular("measure_responses", schedule.DAY) in schedule.TABLE
