"""Reports and cases on a real PostgreSQL, many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from inbox.errors import Conflict, Refused
from inbox.extensions import db
from inbox.models.case import Case
from inbox.models.record import Record
from inbox.models.report import Report
from inbox.models.sanction import Sanction
from inbox.services import cases, messages, reports, standings
from tests.moderating import reported

pytestmark = pytest.mark.postgres


def outcomes(verb, arguments) -> list[str]:
    """What became of each of these, all at once: done, or what it was refused with."""

    def one(argument) -> str:
        try:
            verb(argument)
        except Refused as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(arguments)) as pool:
        return sorted(pool.map(one, arguments))


def test_of_ten_reports_of_one_message_at_once_one_is_there(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    message = cast.said(bo, ana, "Pay me directly")
    found = outcomes(lambda verb: cast.do(verb, ana, "message", message.id, "spam"),
                     [reports.report, reports.report_and_block] * 5)  # fmt: skip
    assert found == ["Conflict"] * 9 + ["done"]
    assert cast.count(Report) == cast.count(Case) == 1


def test_of_ten_moderators_at_once_one_decides(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    case = reported(cast, ana, bo)
    judges = [cast.person(f"judge{number}", roles=("moderator",)) for number in range(10)]
    found = outcomes(lambda judge: cast.do(cases.decide, judge, case.id, "warned"), judges)
    assert found == ["Conflict"] * 9 + ["done"]
    assert cast.count(Sanction) == cast.count(Record) == 1


def test_an_appeal_that_is_decided_while_its_suspension_is_lifted_ends_once(cast, bo):
    mod = cast.person("mod")
    for _ in range(5):
        cast.do(standings.suspend, mod, bo, "spam")
        made = cast.do(standings.appeal, bo, "It was not me.")
        (case,) = cast.rows(db.select(Case.id).where(Case.appeal_id == made.id))
        ways = [
            lambda case=case: cast.do(cases.decide, mod, case, "granted"),
            lambda: cast.do(standings.lift, None, bo),
        ]
        assert outcomes(lambda way: way(), ways * 2) == ["Conflict"] * 3 + ["done"]
        assert not cast.again(bo).is_suspended
        assert not cast.row(Case, case).is_open


def test_a_message_that_is_deleted_while_it_is_reported_is_kept_whole_or_refused(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    for number in range(10):
        message = cast.said(bo, ana, f"Number {number}")
        ways = [lambda id_=message.id: cast.do(messages.delete, bo, id_),
                lambda id_=message.id: cast.do(reports.report, ana, "message", id_, "insult")]  # fmt: skip
        outcomes(lambda way: way(), ways)
        for made in cast.rows(Report.of(ana).where(Report.thing_id == message.id)):
            (kept,) = [each for each in made.evidence if each["id"] == message.id]
            assert (kept["body"], kept["deleted"]) == (f"Number {number}", False)


def test_nobody_waits_in_a_circle(cast, ana, bo):
    """A report that blocks takes the same locks as the two who write to each other meanwhile."""
    cast.said(ana, bo, "Hello")
    said = [cast.said(bo, ana, f"Number {number}") for number in range(4)]
    ways = [lambda id_=each.id: cast.do(reports.report_and_block, ana, "message", id_, "spam") for each in said]
    ways += [lambda: cast.said(ana, bo, "Please stop"), lambda: cast.said(bo, ana, "Why?")] * 4
    assert set(outcomes(lambda way: way(), ways)) <= {"done", "NotAllowed", Conflict.__name__}
    assert cast.count(Report) == 4
