"""Warnings, suspensions and appeals: what leads to them, who decides, and what they end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.models.appeal import GRANTED, OPEN, REJECTED, Appeal
from inbox.models.offence import Offence
from inbox.models.sanction import SPAM, SUSPENSION, WARNING, Sanction
from inbox.services import limits, standings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def mod(cast):
    """A moderator."""
    return cast.person("mod")


@pytest.fixture
def boss(cast):
    """Somebody who runs this Halle."""
    return cast.person("boss", administrator=True)


def offends(cast, person) -> None:
    """That person tries to write to one too many, in a wait of its own."""
    cast.do(limits.begin_wait, person.id, clock.now())


def kinds(cast) -> list[tuple[str, str, int | None]]:
    """All sanctions: kind, reason, by whom."""
    return [(each.kind, each.reason, each.by_id) for each in cast.rows(select(Sanction).order_by(Sanction.id))]


def test_the_third_offence_within_thirty_days_warns_and_one_after_two_warnings_suspends(cast, ana):
    clock.freeze(clock.now())
    warned, suspended = (WARNING, SPAM, None), (SUSPENSION, SPAM, None)
    for expected in ([], [], [warned], [warned, warned], [warned, warned, suspended]):
        offends(cast, ana)
        assert kinds(cast) == expected
        clock.move(DAY)
    assert cast.again(ana).suspended_at == clock.now() - DAY and cast.count(Offence) == 5


def test_offences_of_more_than_thirty_days_ago_count_no_more(cast, ana):
    clock.freeze(clock.now())
    for _ in range(4):
        offends(cast, ana)
        clock.move(15 * DAY)  # the first of three is thirty days old then
    assert kinds(cast) == []
    clock.move(timedelta(microseconds=-1))
    offends(cast, ana)
    assert kinds(cast) == [(WARNING, SPAM, None)]


def test_a_wait_that_has_begun_is_one_offence_however_many_tries_it_has(cast, ana):
    clock.freeze(clock.now())
    for _ in range(5):
        offends(cast, ana)
    clock.move(HOUR)
    offends(cast, ana)
    assert cast.count(Offence) == 2


def test_an_appeal_is_made_once_and_decided_once(cast, ana, mod):
    clock.freeze(clock.now())
    with pytest.raises(NotAllowed):
        cast.do(standings.appeal, ana, "It was not me")
    sanction = cast.do(standings.suspend, mod, ana, "payment", "Pay here.")
    for wrong in ("", " \u200b", "x" * 2001, "\ud800"):
        with pytest.raises(Invalid):
            cast.do(standings.appeal, ana, wrong)
    made = cast.do(standings.appeal, ana, " It was not me \r\n")
    assert (made.sanction_id, made.state, made.body) == (sanction.id, OPEN, "It was not me")
    with pytest.raises(Conflict):
        cast.do(standings.appeal, ana, "Again")
    decided = cast.do(standings.decide, mod, made.id, REJECTED, "It stands.")
    assert (decided.state, decided.answer, decided.decided_by_id) == (REJECTED, "It stands.", mod.id)
    for outcome in (GRANTED, REJECTED):
        with pytest.raises(Conflict):
            cast.do(standings.decide, mod, made.id, outcome)
    with pytest.raises(Conflict):
        cast.do(standings.appeal, ana, "Again")
    assert cast.again(ana).is_suspended and cast.count(Appeal) == 1


def test_an_appeal_that_is_granted_lifts_the_suspension(cast, ana, mod):
    cast.do(standings.suspend, mod, ana, SPAM)
    made = cast.do(standings.appeal, ana, "It was not me")
    cast.do(standings.decide, mod, made.id, GRANTED)
    assert not cast.again(ana).is_suspended
    assert cast.row(Sanction, 1).lifted_by_id == mod.id


def test_lifting_grants_what_is_open_and_happens_once(cast, ana, mod):
    cast.do(standings.suspend, mod, ana, SPAM)
    made = cast.do(standings.appeal, ana, "It was not me")
    cast.do(standings.lift, mod, ana)
    assert cast.again(made).state == GRANTED and not cast.again(ana).is_suspended
    with pytest.raises(Conflict):
        cast.do(standings.lift, mod, ana)
    with pytest.raises(Conflict):
        cast.do(standings.decide, mod, made.id, REJECTED)


def test_after_a_suspension_was_lifted_warnings_count_anew(cast, ana, mod):
    clock.freeze(clock.now())
    for _ in range(5):
        offends(cast, ana)
        clock.move(DAY)
    cast.do(standings.lift, mod, ana)
    offends(cast, ana)
    assert kinds(cast)[-1] == (WARNING, SPAM, None) and not cast.again(ana).is_suspended


def test_warnings_are_there_until_they_are_confirmed(cast, ana, mod):
    cast.do(standings.warn, mod, ana, "insult", "Be kind.")
    assert cast.again(ana).warned
    for _ in range(2):
        cast.do(standings.confirm_warnings, ana)
    assert not cast.again(ana).warned and cast.row(Sanction, 1).seen_at is not None


def test_who_is_suspended_is_suspended_once(cast, ana, mod):
    cast.do(standings.suspend, mod, ana, SPAM)
    with pytest.raises(Conflict):
        cast.do(standings.suspend, mod, ana, SPAM)
    offends(cast, ana)
    assert kinds(cast) == [(SUSPENSION, SPAM, mod.id)]


@pytest.mark.parametrize("verb", [standings.warn, standings.suspend])
def test_who_may_act_on_whom(cast, ana, bo, mod, boss, verb):
    other = cast.person("other", roles=("moderator",))
    for actor, person in ((bo, ana), (mod, mod), (mod, other), (mod, boss), (boss, boss)):
        with pytest.raises(NotAllowed):
            cast.do(verb, actor, person, SPAM)
    for actor, person in ((mod, ana), (boss, other), (None, bo)):
        cast.do(verb, actor, person, SPAM)
    if verb is standings.suspend:
        with pytest.raises(NotAllowed):  # a suspended moderator decides nothing
            cast.do(verb, other, cast.person("eve"), SPAM)


def test_what_a_moderator_says_is_checked(cast, ana, mod):
    for reason, note in (("nonsense", ""), ("", ""), (SPAM, "x" * 2001), (SPAM, "\ud800")):
        with pytest.raises(Invalid):
            cast.do(standings.suspend, mod, ana, reason, note)
    made = cast.do(standings.suspend, mod, ana, SPAM)
    assert made.case == "S-0001"
    appealed = cast.do(standings.appeal, ana, "No")
    for outcome, answer in (("open", ""), ("", ""), (GRANTED, "\ud800")):
        with pytest.raises(Invalid):
            cast.do(standings.decide, mod, appealed.id, outcome, answer)
    for actor, appeal_id in ((ana, appealed.id), (mod, 99)):
        with pytest.raises(NotAllowed):
            cast.do(standings.decide, actor, appeal_id, GRANTED)
