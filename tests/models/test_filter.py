"""Filters: each page of each is one range of an index, whatever the amount of data."""

import pytest

from inbox.extensions import db
from inbox.models.filter import is_known, label_of, newest, of_label

INDEXES = {
    "all": "ix_participation_list", "archived": "ix_participation_list", "spam": "ix_participation_list",
    "snoozed": "ix_participation_list", "unread": "ix_participation_unread", "starred": "ix_participation_starred",
    "waiting": "ix_participation_waiting", "follow-up": "ix_label_on_list", "label-7": "ix_label_on_list",
}  # fmt: skip


@pytest.mark.parametrize("after", [None, 999])
@pytest.mark.parametrize("name", INDEXES)
def test_each_is_read_from_an_index_of_its_own_without_sorting(app, cast, ana, on_postgres, name, after):
    if on_postgres:
        return  # its planner chooses by the amount of rows
    with app.app_context():
        found = newest(ana.id, name, after).limit(31)
        sql = str(found.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[3] for row in db.session.execute(db.text(f"EXPLAIN QUERY PLAN {sql}")))
    assert INDEXES[name] in plan, plan
    assert "TEMP B-TREE" not in plan and "SCAN " not in plan, plan


@pytest.mark.parametrize("name", ["", "label-", "label-x", "label-1x", "label--1", f"label-{'9' * 19}", "ALL", "all "])
def test_what_is_none_is_not_known(name):
    assert not is_known(name) and label_of(name) is None


def test_a_label_is_a_filter_by_its_number():
    assert label_of(of_label(7)) == 7 and is_known(of_label(7))
