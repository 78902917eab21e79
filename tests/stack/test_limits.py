"""F15: whatever comes at once, nobody writes to more new people than the limit allows; also with two page processes,
through every door, and after what could make a process forget."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.examples import WHOLE, sized
from tests.stack import experiments, server
from tests.stack.browser import Browser
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(15)

TRIES, MOST = sized(200, 60), 10
TOLD = "Message limit reached. You can write to new people again in 60 min."


SQLITE, POSTGRESQL = "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)
ON_BOTH = pytest.mark.parametrize("running", [SQLITE, POSTGRESQL], indirect=True)
"""With every commit what the databases themselves see to is tried on both, in the whole matrix all of it."""


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL] if WHOLE else [SQLITE])
def running(request):
    """Halle with the limit as it is, and with two page processes."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server").database("limits")
    with server.running(WEB_PROCESSES="2", HALLE_LIMIT_PEOPLE=str(MOST), DATABASE_URL=url) as halle:
        yield halle


@pytest.fixture(scope="module")
def freelancers(running) -> list[str]:
    """The names of so many people to write to."""
    with ThreadPoolExecutor(8) as pool:
        return [one.name for one in pool.map(lambda _: Browser(running.url).sign_up("freelancer"), range(TRIES))]


def at_once(browser: Browser, names: list[str]) -> list:
    """The answers to first messages to all of them, sent at the same time."""
    start = threading.Barrier(40)

    def some(part: list[str]) -> list:
        one = browser.copy()
        start.wait(60)
        return [one.send(name, "Hello") for name in part]

    with ThreadPoolExecutor(40) as pool:
        return [answer for found in pool.map(some, [names[number::40] for number in range(40)]) for answer in found]


@ON_BOTH
def test_of_many_at_once_exactly_10_are_opened_and_the_rest_is_told_when(halle, freelancers, person):
    ana, bo = experiments.pair(halle)
    answers = at_once(ana, freelancers)
    statuses = [answer.status for answer in answers]
    # One conversation more was opened before, with Bo, who has answered nothing: it counts.
    assert (statuses.count(303), statuses.count(429), len(statuses)) == (MOST - 1, TRIES - MOST + 1, TRIES)
    refused = [answer for answer in answers if answer.status == 429]
    assert all(TOLD in answer.text and ">Hello</textarea>" in answer.text.replace("\n", "") for answer in refused)
    assert bo.send(ana.name, "I have time").status == 303
    assert ana.send(bo.name, "A contact").status == 303
    assert "You have had 1 wait within 30 days." in ana.get("/standing").text  # all refusals are one offence


def test_neither_a_restart_nor_an_empty_redis_makes_anybody_forget(halle, freelancers, person):
    ana = person("client")
    for name in freelancers[:MOST]:
        assert ana.send(name, "Hello").status == 303
    halle.kill_and_wait("pages")
    with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        client.flushall()
    assert ana.copy().send(freelancers[MOST], "Hello").status == 429
    halle.kill_and_wait("pages")
    assert ana.copy().send(freelancers[0], "Hello?").status == 429  # has not answered
    halle.move_clock(3600)
    assert ana.copy().send(freelancers[MOST], "Hello").status == 303


def test_open_tabs_follow_the_wait_the_warnings_and_the_suspension(halle, freelancers, person, tab):
    """Five waits, a day apart: three, a warning with the third and the fourth, and the fifth suspends."""
    ana, bo = person("client"), person("freelancer")
    page, told = tab(ana, bo), []
    for day in range(5):
        halle.move_clock(86400 * day)
        seen = len(page.frames)
        answers = [ana.send(name, "Hello").status for name in freelancers[11 * day : 11 * day + MOST + 1]]
        assert answers == [303] * MOST + [429]
        words = "Your account is suspended." if day == 4 else "Message limit reached."
        until(lambda seen=seen, words=words: says(page.frames[seen:], words), 20, f"the open page follows on day {day}")
        told.append(says(page.frames[seen:], "You have been warned."))
    assert told[:4] == [False, False, True, True]
    assert ana.send(freelancers[0], "Hello?").status == 403
    assert ana.post("/standing/appeal", {"body": "I only said hello"}).status == 303
    assert ana.post("/standing/appeal", {"body": "And again"}).status == 409


def says(frames: list[str], words: str) -> bool:
    return any(words in frame for frame in frames)
