"""Automatic replies: what is kept of them, and what is refused."""

import pytest

from inbox.errors import Invalid, NotAllowed
from inbox.services import auto_replies


def change(cast, person, enabled=True, body="Hello, I answer within an hour."):
    return cast.do(auto_replies.change, person, enabled, body)


def kept(cast, person) -> tuple[bool, str]:
    found = cast.do(auto_replies.of, person)
    return found.enabled, found.body


def test_it_is_off_and_empty_at_first_and_keeps_what_was_written_also_while_it_is_off(cast, bo):
    assert kept(cast, bo) == (False, "")
    change(cast, bo, True, "  Hello\r\nagain ")
    assert kept(cast, bo) == (True, "Hello\nagain")
    change(cast, bo, False, "Hello")
    assert kept(cast, bo) == (False, "Hello")


@pytest.mark.parametrize("body", ["", " \n", "\u200b\u3164", "x" * 1001, "a\0b", "\ud800"])
def test_one_that_nobody_could_read_is_refused_and_the_old_one_stays(cast, bo, body):
    change(cast, bo, True, "Hello")
    with pytest.raises(Invalid) as refused:
        change(cast, bo, True, body)
    assert set(refused.value.errors) == {"body"}
    assert kept(cast, bo) == (True, "Hello")


def test_an_empty_one_that_is_off_takes_the_text_away_and_the_longest_is_kept(cast, bo):
    change(cast, bo, True, "x" * 1000)
    assert len(kept(cast, bo)[1]) == 1000
    change(cast, bo, False, "")
    assert kept(cast, bo) == (False, "")


def test_who_is_no_freelancer_has_none(cast, ana):
    for verb in (change, kept):
        with pytest.raises(NotAllowed):
            verb(cast, ana)
