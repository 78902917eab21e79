"""What two page processes count is one sum, and survives them."""

import re

import pytest

from tests.stack import experiments, server
from tests.stack.browser import Browser
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(8)


@pytest.fixture(scope="module")
def running():
    """Halle with two page processes."""
    with server.running(WEB_PROCESSES="2") as halle:
        yield halle


def told(halle, sample: str) -> float:
    """The value of that sample; 0 where it is not told yet."""
    text = Browser(halle.url).get("/metrics").text
    found = re.search(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_requests_messages_and_sockets_are_one_sum_over_all_processes(halle, tab):
    ana, bo = experiments.pair(halle)
    sample = 'halle_requests_total{method="POST",route="/inbox/<username>/messages",status="303"}'
    until(lambda: told(halle, "halle_messages_total") >= 1 and told(halle, sample) >= 1, what="the first is counted")
    before, messages = told(halle, sample), told(halle, "halle_messages_total")
    for number in range(24):
        assert ana.copy().send(bo.name, f"number {number}").status == 303  # a connection each: both processes answer
    until(lambda: told(halle, sample) == before + 24, what="the sum of both")
    until(lambda: told(halle, "halle_messages_total") == messages + 24, what="and the messages")
    tab(ana, bo), tab(bo, ana)
    until(lambda: told(halle, "halle_sockets") == 2, what="the sockets of the live server")
    until(lambda: told(halle, 'halle_workers{queue="short"}') == 1, what="the worker")
    until(lambda: told(halle, "halle_schedule_up") == 1, what="the schedule")


def test_the_sum_outlives_the_processes_that_counted(halle):
    sample = 'halle_requests_total{method="GET",route="/login",status="200"}'
    for _ in range(5):
        Browser(halle.url).get("/login")
    before = until(lambda: told(halle, sample) >= 5 and told(halle, sample))
    halle.kill_and_wait("pages")
    assert told(halle, sample) >= before
