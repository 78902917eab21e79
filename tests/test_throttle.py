"""Counting tries: together over Redis, alone without it."""

from concurrent.futures import ThreadPoolExecutor

from inbox.throttle import Throttle


def test_so_many_tries_pass_and_no_more(redis_url):
    throttle = Throttle(redis_url)
    assert [throttle.hit(3, 60, "name") for _ in range(5)] == [True] * 3 + [False] * 2


def test_keys_are_counted_apart(redis_url):
    throttle = Throttle(redis_url)
    assert [throttle.hit(1, 60, *key) for key in (("a", "b"), ("a", "c"), ("ab",), ("a", "b"))] == [True] * 3 + [False]


def test_two_processes_count_together(redis_url):
    one, other = Throttle(redis_url), Throttle(redis_url)
    assert [one.hit(2, 60, "name"), other.hit(2, 60, "name"), one.hit(2, 60, "name")] == [True, True, False]


def test_asking_is_not_trying(redis_url):
    throttle = Throttle(redis_url)
    assert [throttle.free(1, 60, "name") for _ in range(3)] == [True] * 3
    throttle.hit(1, 60, "name")
    assert throttle.free(1, 60, "name") is False


def test_forgetting_starts_anew(redis_url):
    throttle = Throttle(redis_url)
    throttle.hit(1, 60, "name")
    throttle.forget(1, 60, "name")
    assert throttle.hit(1, 60, "name") is True


def test_the_wait_is_at_least_a_second_and_at_most_the_window(redis_url):
    throttle = Throttle(redis_url)
    throttle.hit(1, 60, "name")
    assert 1 <= throttle.wait(1, 60, "name") <= 60


def test_of_a_hundred_parallel_tries_exactly_ten_pass(redis_url):
    throttle = Throttle(redis_url)
    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(lambda _: throttle.hit(10, 60, "name"), range(100))) == 10


def test_while_redis_is_away_this_process_counts_alone(tmp_path):
    throttle = Throttle(f"unix://{tmp_path}/nobody.sock?db=0")
    assert [throttle.hit(2, 60, "name") for _ in range(3)] == [True, True, False]
    assert throttle.free(2, 60, "name") is False
    assert 1 <= throttle.wait(2, 60, "name") <= 60


def test_without_any_redis_tries_are_counted_too():
    throttle = Throttle("")
    assert [throttle.hit(1, 60, "name") for _ in range(2)] == [True, False]
