"""Whoever writes to whom and when: what the limit lets through equals a plain recount of all that happened."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from inbox import clock
from inbox.errors import TooMany
from inbox.models.offence import Offence
from inbox.services import limits, standings

pytestmark = pytest.mark.thorough

MOST, WINDOW, WAIT, SINCE = 3, timedelta(minutes=60), timedelta(minutes=45), timedelta(days=30)
PAUSES = st.sampled_from([0, 0, 0, 1, 60, 600, 899.9, 900, 900.1, 2699, 2700, 2701, 3599.9, 3600, 3600.1, 86400 * 29])
STEPS = st.lists(st.tuples(PAUSES, st.sampled_from(["new", "new", "new", "again", "answer"])), min_size=5, max_size=40)
_numbers = itertools.count()


@dataclass
class Recount:
    """What one person did, and what the rules make of it, the long way."""

    opened: list[datetime] = field(default_factory=list)
    waits: list[datetime] = field(default_factory=list)
    warnings: int = 0
    suspended: bool = False

    def is_waiting(self, at: datetime) -> bool:
        return any(begun <= at < begun + WAIT for begun in self.waits)

    def may_open(self, at: datetime) -> bool:
        """Counts; a try too many is an offence."""
        if self.is_waiting(at):
            return False
        if sum(at - WINDOW < each for each in self.opened) < MOST:
            self.opened.append(at)
            return True
        self.waits.append(at)
        if self.warnings >= 2:
            self.suspended = True
        elif sum(at - SINCE < each for each in self.waits) >= 3:
            self.warnings += 1
        return False


@pytest.fixture
def app(make_app):
    """The application, whose wait is shorter than its window: so that both edges are met."""
    return make_app(HALLE_LIMIT_PEOPLE=str(MOST), HALLE_LIMIT_WAIT_MINUTES="45")


def test_the_limit_is_what_a_recount_says(cast):
    settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)(
        given(STEPS)(lambda steps: live_through(cast, steps))
    )()


def live_through(cast, steps) -> None:
    """One life, compared after each step."""
    clock.freeze(datetime.fromisoformat("2026-03-12T09:48:00+00:00"))
    me, known, heard = stranger(cast, "role_client"), [], set()
    counted = Recount()
    for pause, do in steps:
        clock.move(timedelta(seconds=pause))
        other = known[-1] if do != "new" and known else None
        if do == "answer" and other:
            if not counted.suspended:
                cast.said(other, me, "Yes?")
                heard.add(other.id)
            continue
        new = other is None
        other = other or stranger(cast, "role_freelancer")
        if counted.suspended:
            break
        at = clock.now()
        expected = counted.may_open(at) if new else other.id in heard or not counted.is_waiting(at)
        assert sent(cast, me, other) is expected, (pause, do)
        if new and expected:
            known.append(other)
    compare(cast, me, counted)


def compare(cast, me, counted: Recount) -> None:
    found = cast.rows(select(Offence.at).where(Offence.person_id == me.id).order_by(Offence.id))
    assert found == counted.waits
    assert cast.again(me).is_suspended is counted.suspended
    assert cast.rows(standings.Sanction.count_warnings(me.id)) == [counted.warnings]
    at = clock.now()
    if not counted.is_waiting(at):
        left = max(0, MOST - sum(at - WINDOW < each for each in counted.opened))
        assert cast.do(limits.notice, cast.again(me), None).left == left


def stranger(cast, role: str):
    return cast.person(f"s{next(_numbers)}", roles=(role,))


def sent(cast, me, other) -> bool:
    try:
        cast.said(me, other, "Hello")
    except TooMany:
        return False
    return True
