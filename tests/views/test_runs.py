"""Runs of messages: nothing is lost or moved, and each begins and ends where something stands between them."""

from datetime import UTC, datetime

import pytest

from inbox.models.message import Line
from inbox.views.runs import holds, runs

NOON = datetime(2026, 3, 12, 12, 30, tzinfo=UTC)


def line(seq: int, day: str = "2026-03-12", minutes_left: int = 0) -> Line:
    """A message."""
    return Line(seq, seq, "bo", "Bo", "BO", 4, False, "message", "Hello", NOON, False, 0, False, False, "Bo", minutes_left, NOON, None, day)  # fmt: skip


def shown(lines, first_unread=None, last_own=None) -> list[tuple]:
    """(day, whether unread, whether the receipt follows, the numbers) of each run."""
    found = runs(lines, first_unread, last_own)
    return [(run.day, run.is_unread, run.is_last_own, [each.seq for each in run.lines]) for run in found]


@pytest.mark.parametrize(
    ("lines", "first_unread", "last_own", "expected"),
    [
        ([], None, None, []),
        ([line(1), line(2)], None, None, [("2026-03-12", False, False, [1, 2])]),
        ([line(1), line(2)], 1, 2, [("2026-03-12", True, True, [1, 2])]),
        ([line(1), line(2), line(3)], 2, 2, [("2026-03-12", False, False, [1]), ("", True, True, [2]), ("", False, False, [3])]),
        ([line(1), line(2, "2026-03-13")], None, 1, [("2026-03-12", False, True, [1]), ("2026-03-13", False, False, [2])]),
        ([line(1), line(2, minutes_left=3), line(3)], None, None,
         [("2026-03-12", False, False, [1]), ("", False, False, [2]), ("", False, False, [3])]),
    ],
)  # fmt: skip
def test_a_run_ends_where_something_stands_between(lines, first_unread, last_own, expected):
    assert shown(lines, first_unread, last_own) == expected


def test_each_run_has_forms_or_not_as_all_its_messages_are():
    found = list(runs([line(1), line(2, minutes_left=3), line(3, minutes_left=2)], None, None))
    assert [(run.has_forms, len(run.lines)) for run in found] == [(False, 1), (True, 2)]


def test_what_is_among_them_is_known():
    assert holds([line(1), line(2)], 2)
    assert not holds([line(1), line(2)], 3)
    assert not holds([line(1)], None)
