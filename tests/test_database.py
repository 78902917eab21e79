"""Statements that are built once, and run with other values each time."""

import traceback

import pytest
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from inbox import prepared
from inbox.database import built_once
from inbox.extensions import db
from inbox.models.person import Person


@pytest.fixture
def built() -> list:
    return []


@pytest.fixture
def of_role(built):
    @built_once
    def statement(username, least, *, freelancer: bool = False) -> Select:
        built.append(freelancer)
        found = select(Person.username).where(Person.username == username, Person.id >= least)
        return found.where(Person.role_freelancer) if freelancer else found

    return statement


def test_values_come_with_each_run(app, built, of_role, ana, bo):
    with app.app_context():
        found = [db.session.scalar(*of_role(name, least)) for name in ("ana", "bo") for least in (0, 10**9)]
    assert found == ["ana", None, "bo", None]
    assert built == [False]


def test_what_comes_by_name_chooses_another_statement(app, built, of_role, ana, bo):
    with app.app_context():
        found = [db.session.scalar(*of_role(name, 0, freelancer=True)) for name in ("ana", "bo")]
        assert db.session.scalar(*of_role("ana", 0, freelancer=False)) == "ana"
    assert found == [None, "bo"]
    assert built == [True, False]


def test_a_value_that_is_missing_is_a_mistake(of_role):
    with pytest.raises(ValueError, match="shorter"):
        of_role("ana")


HERE_AND_ON_POSTGRES = pytest.mark.parametrize(
    "database", [pytest.param("here", id="here"), pytest.param("postgresql", marks=pytest.mark.postgres)]
)


@HERE_AND_ON_POSTGRES
@pytest.mark.parametrize("way", ["as SQLAlchemy runs it", "prepared"])
def test_an_error_holds_nothing_of_the_row_that_was_refused(app, ana, database, way):
    with app.app_context():
        name = {"username": "ana", "email": "what nobody is to read"}
        twice = db.select(Person.__table__).where(Person.id == ana.id)
        row = dict(db.session.execute(twice).mappings().one()) | name
        row.pop("id")
        refused = db.insert(Person.__table__).values(**row)
        with pytest.raises(IntegrityError) as caught:
            if way == "prepared":
                prepared.run(db.session, refused, {})
            else:
                db.session.execute(refused)
    lines = "".join(traceback.format_exception(caught.value))
    assert "username" in lines and "what nobody is to read" not in lines and "(ana)" not in lines
