"""Statements that go past SQLAlchemy: the same values, the same errors, nothing that nobody hears of."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Insert, Select, Update, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import object_session

from inbox import prepared
from inbox.database import built_once
from inbox.extensions import db
from inbox.models.login import Login
from inbox.models.person import Person
from inbox.prepared import Entity, NotPreparable

COLUMNS = (Person.id, Person.role_client, Person.languages, Person.created_at, Person.away_until, Person.country)


@built_once
def about(name) -> Select:
    return select(*COLUMNS).where(Person.username == name).order_by(Person.id)


@built_once
def among(names) -> Select:
    return select(Person.id).where(Person.username.in_(names))


@built_once
def entered(person_id, token, at) -> Insert:
    table = Login.__table__
    values = {"person_id": person_id, "token_hash": token, "created_at": at, "seen_at": at}
    return insert(table).values(values).returning(table.c.id, table.c.browser)


@built_once
def moved(person_id, country) -> Update:
    table = Person.__table__
    return update(table).where(table.c.id == person_id).values(country=country)


@pytest.fixture(autouse=True)
def inside(app, ana, bo):
    with app.app_context():
        yield


def test_the_values_are_those_that_sqlalchemy_reads(ana):
    session = db.session
    session.execute(update(Person).where(Person.id == ana.id).values(languages=[["pt", "native"]], country="PT"))
    for name in ("ana", "bo", "nobody"):
        read = [tuple(row) for row in session.execute(*about(name))]
        assert prepared.rows(session, *about(name)) == read
        assert prepared.row(session, *about(name)) == (read[0] if read else None)
        assert prepared.value(session, *about(name)) == (read[0][0] if read else None)
        unread = prepared.answer(session, *about(name))
        assert unread.read(unread.rows) == read


def test_a_new_row_gets_the_values_that_its_model_says(ana):
    at = datetime(2026, 3, 12, 9, 48, 1, 250000, tzinfo=UTC)
    id_, browser = prepared.row(db.session, *entered(ana.id, "a token", at))
    login = db.session.get(Login, id_)
    assert (login.person_id, login.seen_at, login.browser, browser) == (ana.id, at, "", "")


def test_what_depends_on_its_values_is_refused(ana):
    with pytest.raises(NotPreparable):
        prepared.rows(db.session, *among(["ana"]))


def test_errors_are_those_of_sqlalchemy_and_show_no_value(ana):
    at = datetime(2026, 3, 12, tzinfo=UTC)
    prepared.run(db.session, *entered(ana.id, "twice", at))
    with pytest.raises(IntegrityError) as caught:
        prepared.run(db.session, *entered(ana.id, "twice", at))
    assert "twice" not in str(caught.value)
    db.session.rollback()
    db.session.connection().exec_driver_sql("ALTER TABLE person RENAME TO people")
    with pytest.raises((OperationalError, ProgrammingError)):
        prepared.rows(db.session, *about("ana"))


def test_who_listens_for_statements_hears_of_it(statements, ana):
    statements.clear()
    prepared.rows(db.session, *about("ana"))
    assert len(statements) == 1 and "FROM person" in statements[0]


def test_what_the_session_has_not_written_yet_is_written_before(ana):
    db.session.get(Person, ana.id).country = "NO"
    assert prepared.row(db.session, *about("ana"))[-1] == "NO"


class TestEntity:
    PERSON = Entity(Person)

    def row(self, name: str) -> tuple:
        found = Person.named(name).with_only_columns(*self.PERSON.columns)
        return tuple(db.session.execute(found).one())

    def test_it_is_as_if_the_session_had_loaded_it(self, ana):
        made = self.PERSON.made(db.session, self.row("ana"))
        assert inspect(made).persistent and not inspect(made).modified and not inspect(made).expired_attributes
        assert made is db.session.get(Person, ana.id)
        made.bio = "Changed"
        db.session.commit()
        assert db.session.scalar(select(Person.bio).where(Person.id == ana.id)) == "Changed"

    def test_one_that_the_session_did_not_hold_is_its_own_from_then_on(self, ana):
        id_, row = ana.id, self.row("ana")
        db.session.expunge_all()
        made = self.PERSON.made(db.session, row)
        assert inspect(made).persistent and not inspect(made).modified and not inspect(made).expired_attributes
        assert made is db.session.get(Person, id_) and object_session(made) is db.session()
        made.bio = "Changed"
        db.session.commit()
        assert db.session.scalar(select(Person.bio).where(Person.id == id_)) == "Changed"
        made.bio = "Changed again"
        db.session.rollback()
        assert made.bio == "Changed"
        db.session.close()
        assert inspect(made).detached

    def test_the_one_that_the_session_holds_keeps_what_it_says(self, ana):
        held, row = db.session.get(Person, ana.id), self.row("ana")
        prepared.run(db.session, *moved(ana.id, "NO"))
        assert self.PERSON.made(db.session, row) is held and held.country != "NO"

    def test_it_learns_what_a_row_under_a_lock_says(self, ana):
        held = db.session.get(Person, ana.id)
        prepared.run(db.session, *moved(ana.id, "NO"))
        assert self.PERSON.made(db.session, self.row("ana"), anew=True) is held and held.country == "NO"

    def test_one_that_is_out_of_date_is_filled_without_another_statement(self, ana, statements):
        held, row = db.session.get(Person, ana.id), self.row("ana")
        db.session.expire(held)
        statements.clear()
        assert self.PERSON.made(db.session, row).username == held.username == "ana"
        assert statements == []
