"""Records: every look and every act, by whichever door, and none is ever changed."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from inbox.extensions import db
from inbox.models.record import Record
from inbox.services import cases, standings
from tests.moderating import appealed, first_reported


@pytest.fixture
def mod(cast):
    """A moderator."""
    return cast.person("mod")


@pytest.fixture
def case(cast, ana, bo):
    """Ana reported Bo."""
    return first_reported(cast, ana, bo)


def written(cast) -> list[tuple]:
    """(who, what, which case, about whom)"""
    found = cast.rows(Record.__table__.select().with_only_columns(Record.id).order_by(Record.id))
    rows = [cast.row(Record, id_) for id_ in found]
    return [(row.actor_id, row.what, row.case_id, row.about_id) for row in rows]


def test_each_look_and_each_act_is_written_down(cast, mod, bo, case):
    cast.do(cases.look, mod, case.id)
    cast.do(cases.look, mod, case.id)
    cast.do(cases.decide, mod, case.id, "suspended")
    cast.do(cases.lift, mod, case.id)
    expected = ["looked", "looked", "suspended", "lifted"]
    assert written(cast) == [(mod.id, what, case.id, bo.id) for what in expected]


@pytest.mark.parametrize("outcome", ["dismissed", "warned"])
def test_a_decision_is_written_down_once(cast, mod, bo, case, outcome):
    cast.do(cases.decide, mod, case.id, outcome)
    assert written(cast) == [(mod.id, outcome, case.id, bo.id)]


@pytest.mark.parametrize(("outcome", "acts"), [("granted", ["granted", "lifted"]), ("rejected", ["rejected"])])
def test_so_is_what_becomes_of_an_appeal(cast, mod, bo, outcome, acts):
    case = appealed(cast, mod, bo)
    cast.do(cases.decide, mod, case.id, outcome)
    assert [(who, what) for who, what, *_ in written(cast)][1:] == [(mod.id, act) for act in acts]


def test_what_is_done_without_a_case_is_written_down_too(cast, mod, bo):
    cast.do(standings.warn, None, bo, "spam")
    cast.do(standings.suspend, mod, bo, "spam")
    assert written(cast) == [(None, "warned", None, bo.id), (mod.id, "suspended", None, bo.id)]


def test_what_was_refused_leaves_no_trace_of_an_act(cast, mod, ana, bo, case):
    from inbox.errors import Refused  # noqa: PLC0415

    with pytest.raises(Refused):
        cast.do(cases.decide, mod, case.id, "warned", "x" * 2001)
    assert written(cast) == []


@pytest.mark.parametrize("change", [update(Record).values(what="nothing"), delete(Record)], ids=["update", "delete"])
def test_the_database_refuses_to_change_or_delete_one(app, cast, mod, case, change):
    cast.do(cases.look, mod, case.id)
    with app.app_context():
        with pytest.raises(DBAPIError):
            db.session.execute(change)
        db.session.rollback()
    assert len(written(cast)) == 1
