"""Cases: who decides what, once, and what it does."""

import pytest

from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.models.appeal import GRANTED, OPEN, REJECTED, Appeal
from inbox.models.case import CLOSED, DISMISSED, SUSPENDED, WARNED, Case
from inbox.models.person import Person
from inbox.models.sanction import SUSPENSION, WARNING, Sanction
from inbox.services import cases, standings
from tests.moderating import appealed, first_reported, reported


@pytest.fixture
def mod(cast):
    """A moderator."""
    return cast.person("mod")


@pytest.fixture
def case(cast, ana, bo):
    """Ana reported Bo."""
    return first_reported(cast, ana, bo)


def sanctions(cast, person: Person) -> list[str]:
    return [each.kind for each in cast.rows(Sanction.of(person))]


@pytest.mark.parametrize(
    ("outcome", "kinds"), [(DISMISSED, []), (WARNED, [WARNING]), (SUSPENDED, [SUSPENSION])]
)  # fmt: skip
def test_a_report_is_dismissed_or_has_its_author_warned_or_suspended(cast, mod, bo, case, outcome, kinds):
    cast.do(cases.decide, mod, case.id, outcome, "Payments stay on Halle.")
    case = cast.again(case)
    assert (case.state, case.outcome, case.closed_by_id) == (CLOSED, outcome, mod.id)
    assert sanctions(cast, bo) == kinds
    assert cast.again(bo).is_suspended == (outcome == SUSPENDED)
    if kinds:
        made = cast.row(Sanction, case.sanction_id)
        assert (made.reason, made.note, made.by_id) == ("payment", "Payments stay on Halle.", mod.id)


def test_of_two_moderators_one_decides_and_the_other_is_told(cast, mod, bo, case):
    second = cast.person("second", roles=("moderator",))
    cast.do(cases.decide, mod, case.id, WARNED)
    with pytest.raises(Conflict, match="Mo Derata decided"):
        cast.do(cases.decide, second, case.id, SUSPENDED)
    assert sanctions(cast, bo) == [WARNING]


@pytest.mark.parametrize("outcome", [GRANTED, REJECTED])
def test_an_appeal_waits_in_the_queue_and_is_granted_or_rejected(cast, mod, bo, outcome):
    case = appealed(cast, mod, bo)
    cast.do(cases.decide, mod, case.id, outcome, "We looked again.")
    assert (cast.again(case).state, cast.again(case).outcome) == (CLOSED, outcome)
    assert cast.again(bo).is_suspended == (outcome == REJECTED)
    assert cast.row(Appeal, case.appeal_id).answer == "We looked again."


def test_who_is_not_suspended_any_more_waits_for_no_decision(cast, mod, bo):
    case = appealed(cast, mod, bo)
    cast.do(standings.lift, None, bo)
    assert (cast.again(case).state, cast.again(case).outcome) == (CLOSED, GRANTED)


def test_a_suspension_is_lifted_from_its_case(cast, mod, bo, case):
    cast.do(cases.decide, mod, case.id, SUSPENDED)
    cast.do(cases.lift, mod, case.id)
    assert not cast.again(bo).is_suspended
    assert cast.again(case).outcome == SUSPENDED


@pytest.mark.parametrize("who", ["ana", "bo", "dev"])
def test_nobody_else_looks_or_decides(cast, who, case):
    for verb, more in ((cases.look, ()), (cases.decide, (WARNED,)), (cases.lift, ())):
        with pytest.raises(NotAllowed):
            cast.do(verb, cast.person(who), case.id, *more)
    assert cast.again(case).state == OPEN


def test_a_suspended_moderator_neither_looks_nor_decides(cast, mod, case):
    cast.do(standings.suspend, None, mod, "spam")
    for verb, more in ((cases.look, ()), (cases.decide, (WARNED,))):
        with pytest.raises(NotAllowed):
            cast.do(verb, mod, case.id, *more)


def test_no_moderator_decides_their_own_report(cast, mod, bo):
    cast.said(mod, bo, "Hello")
    case = reported(cast, mod, bo)
    with pytest.raises(NotAllowed, match="another moderator"):
        cast.do(cases.decide, mod, case.id, DISMISSED)
    with pytest.raises(NotAllowed, match="another moderator"):
        cast.do(cases.lift, mod, case.id)
    assert sanctions(cast, bo) == []


def test_no_moderator_sees_or_decides_a_case_about_themselves(cast, mod, ana):
    cast.said(ana, mod, "Hello")
    case = reported(cast, ana, mod)
    assert cast.rows(Case.of(mod)) == []
    with pytest.raises(NotAllowed):
        cast.do(cases.decide, mod, case.id, DISMISSED)


@pytest.mark.parametrize("outcome", [DISMISSED, WARNED, SUSPENDED])
def test_no_moderator_acts_on_a_moderator(cast, mod, ana, outcome):
    second = cast.person("second", roles=("moderator",))
    cast.said(ana, second, "Hello")
    case = reported(cast, ana, second)
    with pytest.raises(NotAllowed, match="administrator"):
        cast.do(cases.decide, mod, case.id, outcome)
    assert (cast.again(case).state, sanctions(cast, second)) == (OPEN, [])


@pytest.mark.parametrize("outcome", ["", "deleted", GRANTED, "lifted"])
def test_an_outcome_that_there_is_not_is_refused(cast, mod, case, outcome):
    with pytest.raises(Invalid):
        cast.do(cases.decide, mod, case.id, outcome)
    assert cast.again(case).state == OPEN


def test_a_word_to_the_person_that_cannot_be_stored_leaves_the_case_open(cast, mod, bo, case):
    with pytest.raises(Invalid):
        cast.do(cases.decide, mod, case.id, WARNED, "x" * 2001)
    assert (cast.again(case).state, sanctions(cast, bo)) == (OPEN, [])


def test_who_is_suspended_already_is_not_suspended_again(cast, mod, ana, bo, case):
    other = reported(cast, ana, bo, "And again")
    cast.do(cases.decide, mod, case.id, SUSPENDED)
    with pytest.raises(Conflict):
        cast.do(cases.decide, mod, other.id, SUSPENDED)
    assert cast.again(other).state == OPEN
