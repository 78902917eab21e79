"""Counts of all processes are one sum; what is counted while Redis is away is added later."""

import threading

import pytest

from inbox import metrics
from inbox.wire import Wire
from tests.stack.waiting import until

ROUTE = "/inbox/<username>"


@pytest.fixture
def processes(redis_url):
    """Two, each with a tally of its own."""
    return [metrics.Tally(Wire(redis_url)) for _ in range(2)]


def total(app) -> metrics.Sum:
    with app.app_context():
        return metrics.total()


def test_what_two_processes_count_is_one_sum(app, processes):
    for number, process in enumerate(processes):
        for _ in range(number + 1):
            process.request("GET", ROUTE, 200, 0.003)
            process.event("messages")
        process.request("POST", ROUTE, 303, 0.3)
        assert process.flush()
    found = total(app)
    told = found.routes[ROUTE]
    assert (told.statuses["GET", 200], told.statuses["POST", 303], found.events, found.whole) == (
        3,
        2,
        {"messages": 3},
        True,
    )
    assert dict(told.classes) == {0: 3, 6: 2}  # up to 5 ms, up to half a second
    assert told.microseconds == pytest.approx(3 * 3000 + 2 * 300_000)


def test_nothing_is_counted_twice_or_lost_by_threads_and_flushes_at_once(app, processes):
    process = processes[0]
    stop = threading.Event()

    def flush():
        while not stop.is_set():
            process.flush()

    def count():
        for _ in range(2000):
            process.request("GET", ROUTE, 200, 0.001)

    flusher, counters = threading.Thread(target=flush), [threading.Thread(target=count) for _ in range(4)]
    flusher.start()
    for counter in counters:
        counter.start()
    for counter in counters:
        counter.join()
    stop.set()
    flusher.join()
    process.flush()
    assert total(app).routes[ROUTE].statuses["GET", 200] == 8000


def test_what_is_counted_while_redis_is_away_is_kept_and_added_later(app, redis_url, tmp_path):
    wire = Wire(f"unix://{tmp_path}/nobody.sock")
    process = metrics.Tally(wire)
    process.event("messages")
    assert process.flush() is False
    process.event("messages")
    process._wire = Wire(redis_url)  # it is back
    assert process.flush() and total(app).events == {"messages": 2}


def test_it_adds_to_the_sum_by_itself_and_rests_when_nothing_comes(app, processes, monkeypatch):
    monkeypatch.setattr(metrics, "FLUSH_EVERY", 0.01)
    processes[0].event("messages")
    until(lambda: total(app).events == {"messages": 1})
    until(lambda: processes[0]._flusher is None)
    processes[0].event("messages")
    until(lambda: total(app).events == {"messages": 2})


def test_strange_methods_are_one_and_no_route_is_a_route(app, processes):
    for method in ("TRACE", "PROPFIND", "A B C", "GÉT"):
        processes[0].request(method, None, 405, 0.0)
    processes[0].flush()
    assert total(app).routes["none"].statuses == {("other", 405): 4}


def test_sockets_are_counted_over_processes_and_a_dead_one_is_forgotten(app, redis_url, connection, monkeypatch):
    metrics.tell_sockets(Wire(redis_url), 3)
    connection.hset(metrics.SOCKETS, "other:1", f"4 {metrics.time.time():.0f}")
    connection.hset(metrics.SOCKETS, "dead:1", "500 1000000")
    assert total(app).sockets == 7
    assert 0 < connection.ttl(metrics.SOCKETS) <= metrics.SOCKETS_KNOWN
