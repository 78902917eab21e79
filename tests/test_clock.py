"""The one clock."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def test_it_runs_with_the_world_in_utc():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
    assert clock.now().utcoffset() == timedelta()


def test_it_can_be_stopped_moved_and_released():
    clock.freeze(NOON)
    assert clock.now() == NOON
    clock.move(timedelta(minutes=15))
    assert clock.now() == NOON + timedelta(minutes=15)
    clock.release()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_it_can_be_moved_while_it_runs():
    clock.move(timedelta(days=-2))
    assert timedelta(days=1.9) < datetime.now(UTC) - clock.now() < timedelta(days=2.1)


def test_after_a_test_it_is_released():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("words", "seconds"), [("3600", 3600), ("-7200.5\n", -7200.5), ("", 0), ("soon", 0), ("\xe9", 0)]
)
def test_a_file_moves_the_clock_of_a_running_server(tmp_path, words, seconds):
    file = tmp_path / "offset"
    file.write_bytes(words.encode("latin-1"))
    clock.follow(str(file))
    assert abs(clock.now() - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=1)


def test_the_file_may_change_and_go(tmp_path):
    file = tmp_path / "offset"
    clock.follow(str(file))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
    for number, seconds in enumerate((100, 200)):
        file.write_text(str(seconds))
        os.utime(file, ns=(number, number))
        assert abs(clock.now() - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=1)
    file.unlink()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
