"""What becomes of a report: its reporter is told that it was looked at, and what was kept with it goes one day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import Conflict
from inbox.models.case import DISMISSED, SUSPENDED, WARNED, Case
from inbox.models.report import Report
from inbox.services import cases, reports, standings
from tests.moderating import first_reported, reported

DAY = timedelta(days=1)


@pytest.fixture
def mod(cast):
    """A moderator."""
    return cast.person("mod")


@pytest.fixture
def case(cast, ana, bo):
    """Ana reported Bo."""
    clock.freeze(clock.now())
    return first_reported(cast, ana, bo)


def seen_by(cast, person) -> list[tuple]:
    """(state, whether something was done) of what that person reported."""
    with cast.app.app_context():
        return [row[2:4] for row in reports.db.session.execute(Case.of_reporter(person))]


@pytest.mark.parametrize(("outcome", "acted"), [(DISMISSED, False), (WARNED, True), (SUSPENDED, True)])
def test_the_reporter_learns_whether_something_was_done_and_nobody_else_does(cast, mod, ana, bo, case, outcome, acted):
    assert seen_by(cast, ana) == [("open", False)] and not cast.again(ana).answered
    cast.do(cases.decide, mod, case.id, outcome, "Between us")
    assert seen_by(cast, ana) == [("closed", acted)] and cast.again(ana).answered
    assert seen_by(cast, bo) == seen_by(cast, mod) == [] and not cast.again(bo).answered
    cast.do(reports.hear, ana)
    assert not cast.again(ana).answered


def test_two_who_reported_each_other_are_both_answered(cast, mod, ana, bo, case):
    other_way = reported(cast, bo, ana)
    for each in (case, other_way):
        cast.do(cases.decide, mod, each.id, DISMISSED)
    assert cast.again(ana).answered and cast.again(bo).answered


def test_a_report_whose_reporter_is_gone_is_decided_all_the_same(cast, mod, case):
    with cast.app.app_context():
        report = reports.db.session.get(Report, case.report_id)
        report.reporter_id = None
        reports.db.session.commit()
    cast.do(cases.decide, mod, case.id, DISMISSED)
    assert not cast.again(case).is_open


def test_who_is_suspended_can_still_report(cast, ana, bo, case):
    cast.do(standings.suspend, None, ana, "spam")
    with pytest.raises(Conflict):
        cast.do(reports.report, ana, "message", cast.row(Report, case.report_id).thing_id, "payment")


def test_what_was_kept_goes_a_year_after_the_decision_and_the_rest_stays(cast, mod, ana, case):
    cast.do(cases.decide, mod, case.id, WARNED)
    clock.move(365 * DAY)
    assert cast.do(reports.forget_old) == 0 and cast.row(Report, case.report_id).evidence
    clock.move(timedelta(seconds=1))
    assert cast.do(reports.forget_old) == 1 and cast.do(reports.forget_old) == 0
    report = cast.row(Report, case.report_id)
    assert (report.evidence, report.body, report.forgotten_at) == ([], "", clock.now())
    assert seen_by(cast, ana) == [("closed", True)]
    with pytest.raises(Conflict, match="already"):
        cast.do(reports.report, ana, "message", report.thing_id, "payment")


def test_what_nobody_decided_yet_is_kept_however_old_it_is(cast, case):
    clock.move(3650 * DAY)
    assert cast.do(reports.forget_old) == 0


def test_what_a_suspension_rests_on_is_kept_as_long_as_it_stands(cast, mod, bo, case):
    cast.do(cases.decide, mod, case.id, SUSPENDED)
    clock.move(3650 * DAY)
    assert cast.do(reports.forget_old) == 0
    cast.do(standings.lift, mod, bo)
    assert cast.do(reports.forget_old) == 1


def test_appeals_are_no_reports(cast, mod, ana):
    cast.do(standings.suspend, mod, ana, "spam")
    cast.do(standings.appeal, ana, "No")
    cast.do(cases.decide, mod, cast.rows(select(Case.id))[0], "rejected")
    clock.move(3650 * DAY)
    assert cast.do(reports.forget_old) == 0
