"""The schema: up from nothing, down, up again, and equal to the models."""

import ast
import os

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError

from inbox.config import ROOT
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.entry import Kind, holding, is_compared, of_message, of_person, place
from inbox.models.person import Person, name_key
from inbox.services import entries
from inbox.words import line
from tests.plugins.databases import MIGRATIONS

pytestmark = pytest.mark.thorough

VERSIONS = sorted((ROOT / "inbox" / "migrations" / "versions").glob("*.py"))
HERE = os.environ.get("HALLE_TEST_DATABASE") or "sqlite"  # the one that this run is for
BOTH = [pytest.param(HERE, id="here"), pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def empty(make_app, empty_url):
    """An application on a database without a table."""
    return make_app(DATABASE_URL=empty_url)


def schema() -> dict[str, list]:
    """Tables, columns, indexes and constraints, as the database tells them."""
    looking = inspect(db.engine)
    return {
        table: [
            [(column["name"], str(column["type"]), column["nullable"]) for column in looking.get_columns(table)],
            sorted((index["name"], index["column_names"]) for index in looking.get_indexes(table)),
            sorted(key["name"] for key in looking.get_foreign_keys(table)),
            sorted(key["name"] for key in looking.get_unique_constraints(table)),
            sorted(key["name"] for key in looking.get_check_constraints(table)),
        ]
        for table in looking.get_table_names()
    }


@pytest.mark.parametrize("database", BOTH)
def test_up_down_and_up_again_ends_the_same(empty, database):
    with empty.app_context():
        assert db.engine.dialect.name == database
        flask_migrate.upgrade(MIGRATIONS)
        first = schema()
        flask_migrate.downgrade(MIGRATIONS, "base")
        assert set(schema()) == {"alembic_version"}
        flask_migrate.upgrade(MIGRATIONS)
        assert schema() == first
        assert {"person", "login", "conversation", "participation", "message", "message_version"} < set(first)


@pytest.mark.parametrize("database", BOTH)
def test_each_migration_can_be_taken_back_by_itself(empty, database):
    with empty.app_context():
        for revision in reversed(list(ScriptDirectory(MIGRATIONS).walk_revisions())):
            flask_migrate.upgrade(MIGRATIONS, revision.revision)
            flask_migrate.downgrade(MIGRATIONS, "-1")
            flask_migrate.upgrade(MIGRATIONS, revision.revision)


@pytest.mark.parametrize("database", BOTH)
def test_the_migrated_database_is_what_the_models_say(app, database):
    with app.app_context(), db.engine.connect() as connection:
        assert connection.dialect.name == database
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_compared})
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.parametrize("database", BOTH)
def test_tables_made_from_the_models_are_those_of_the_migrations(app, empty, database):
    with app.app_context():
        migrated = schema()
        migrated.pop("alembic_version")
    with empty.app_context():
        db.create_all()
        assert schema() == migrated


def test_flask_db_check_finds_nothing_to_do(app):
    with app.app_context():
        flask_migrate.check(MIGRATIONS)  # exits otherwise


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_every_migration_goes_up_and_down_and_knows_no_model(path):
    tree = ast.parse(path.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in ("upgrade", "downgrade"):
        assert not isinstance(functions[name].body[-1], ast.Pass), f"{path.stem} has no {name}"
    assert "from inbox" not in path.read_text() and "import inbox" not in path.read_text()


def test_what_names_look_like_is_filled_in_for_those_who_are_there(empty):
    names = ["Bo Lindqvist", "Ｂｏ\u200b  LIND\u034fqvist", "", "ﷺ" * 60, "ⓑⓞ\ufe0f\u3164", "e\u200b\u0301"]
    with empty.app_context():
        flask_migrate.upgrade(MIGRATIONS, "0001")
        for number, name in enumerate(names):
            db.session.execute(text(OLD_PERSON), {"id": number + 1, "name": name})
        db.session.commit()
        flask_migrate.upgrade(MIGRATIONS)
        people = db.session.scalars(select(Person).order_by(Person.id)).all()
        assert [person.name_key for person in people] == [name_key(name) for name in names]
        assert people[0].name_key == people[1].name_key == "bo lindqvist"


OLD_PERSON = """INSERT INTO person (id, username, email, password_hash, display_name, role_client, role_freelancer, moderator,
    bio, country, time_zone, languages, locale, enter_key, unread, created_at)
    VALUES (:id, 'p' || :id, 'e' || :id, '', :name, true, false, false, '', '', 'UTC', '[]', 'en', 'line', 0,
    '2026-03-12 09:48:00.000000')"""


@pytest.mark.parametrize("database", BOTH)
def test_who_asked_whom_first_is_filled_in_for_the_conversations_that_are_there(empty, database):
    """Person 1 is a client, 2 and 3 are freelancers."""
    with empty.app_context():
        flask_migrate.upgrade(MIGRATIONS, "0003")
        for number, freelancer in ((1, False), (2, True), (3, True)):
            db.session.execute(text(OLD_PERSON), {"id": number, "name": ""})
            roles = "UPDATE person SET role_client = :client, role_freelancer = :freelancer WHERE id = :id"
            db.session.execute(text(roles), {"id": number, "client": not freelancer, "freelancer": freelancer})
        for number, (low, high, authors) in enumerate(((1, 2, (1, 1, 2, 2)), (1, 3, (1,)), (2, 3, (2, 3))), start=1):
            made = "INSERT INTO conversation (id, low_id, high_id, seq, created_at) VALUES (:id, :low, :high, 9, :at)"
            db.session.execute(text(made), {"id": number, "low": low, "high": high, "at": "2026-03-12 09:00:00.000000"})
            for seq, author in enumerate(authors, start=1):
                values = {"conversation": number, "seq": seq, "author": author, "at": f"2026-03-12 09:0{seq}:00.000000"}
                db.session.execute(text(OLD_MESSAGE), values)
        db.session.commit()
        flask_migrate.upgrade(MIGRATIONS)
        found = db.session.scalars(select(Conversation).order_by(Conversation.id)).all()
        assert [each.asked_id for each in found] == [2, 3, None]
        minutes = [tuple(at and at.minute for at in (each.asked_at, each.answered_at)) for each in found]
        assert minutes == [(1, 3), (1, None), (None, None)]


OLD_MESSAGE = """INSERT INTO message (conversation_id, seq, changed_seq, author_id, kind, body, key, revision, created_at)
    VALUES (:conversation, :seq, :seq, :author, 'message', 'Hello', 'k' || :seq, 0, :at)"""


TEXTS = [
    "My résumé: 東京都です",
    "It’s “final” ½ ①",
    "STRASSE Straße œuvre Łódź",
    "हिन्दी में مَرْحَبًا 한국어를 カﾞラス",
    "a" * 60 + " ＡＢＣ so\u00adft",
    "👩‍👩‍👧",
]


@pytest.mark.parametrize("database", BOTH)
def test_what_was_said_before_there_was_an_index_is_in_it(empty, database):
    """As the verbs would have written it today, so that they can take it out again."""
    with empty.app_context():
        flask_migrate.upgrade(MIGRATIONS, "0008")
        for number in (1, 2):
            db.session.execute(text(OLD_PERSON), {"id": number, "name": "Chloé Martin"})
        made = "INSERT INTO conversation (id, low_id, high_id, seq, created_at) VALUES (1, 1, 2, 9, :at)"
        db.session.execute(text(made), {"at": "2026-03-12 09:00:00.000000"})
        for seq, body in enumerate(TEXTS, start=1):
            values = {"conversation": 1, "seq": seq, "author": 2, "at": f"2026-03-12 09:0{seq}:00.000000"}
            db.session.execute(text(OLD_MESSAGE.replace("'Hello'", ":body")), values | {"body": body})
        noted = "INSERT INTO note (owner_id, about_id, body, revision, written_at) VALUES (1, 2, :body, 1, :at)"
        db.session.execute(text(noted), {"body": TEXTS[0], "at": "2026-03-12 09:00:00.000000"})
        db.session.commit()
        flask_migrate.upgrade(MIGRATIONS)
        for id_, body in enumerate(TEXTS, start=1):
            for token in of_message((1, 2), 2, body):
                assert place(Kind.MESSAGE, id_) in db.session.scalars(holding([token], None, 100)).all(), token
            entries.remove(Kind.MESSAGE, id_, of_message((1, 2), 2, body))
        assert db.session.scalars(holding(["m:1"], None, 100)).all() == []
        for token in of_person("p1", "Chloé Martin"):
            assert place(Kind.PERSON, 1) in db.session.scalars(holding([token], None, 100)).all(), token
        assert db.session.scalar(text("SELECT line FROM note")) == line(TEXTS[0])
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("INSERT INTO entry (entry) VALUES ('integrity-check')"))


def test_foreign_keys_are_enforced_again_after_a_migration_also_after_one_that_failed(empty, monkeypatch):
    def enforced() -> int:
        return db.session.execute(text("PRAGMA foreign_keys")).scalar()

    with empty.app_context():
        if db.engine.dialect.name != "sqlite":  # only SQLite can switch them off
            return
        flask_migrate.upgrade(MIGRATIONS, "0010")
        assert enforced() == 1
        db.session.execute(text("CREATE INDEX uq_person_email_confirmed ON person (id)"))  # stands in the way
        db.session.commit()
        db.session.remove()
        with pytest.raises(OperationalError):
            flask_migrate.upgrade(MIGRATIONS)
        assert enforced() == 1


def test_migrations_form_one_line():
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1


@pytest.mark.parametrize("database", BOTH)
def test_addresses_that_counted_still_do_and_nothing_that_points_at_people_is_lost(empty, database):
    with empty.app_context():
        flask_migrate.upgrade(MIGRATIONS, "0010")
        for number in (1, 2):
            db.session.execute(text(OLD_PERSON), {"id": number, "name": ""})
        made = "INSERT INTO login (person_id, token_hash, created_at, seen_at) VALUES (1, 'x', :at, :at)"
        db.session.execute(text(made), {"at": "2026-03-12 09:00:00.000000"})
        db.session.commit()
        db.session.remove()
        flask_migrate.upgrade(MIGRATIONS)
        people = db.session.scalars(select(Person).order_by(Person.id)).all()
        assert [(person.email, person.email_confirmed_at == person.created_at) for person in people] == [
            ("e1", True), ("e2", True)]  # fmt: skip
        assert db.session.execute(text("SELECT person_id FROM login")).scalars().all() == [1]
        twice = "UPDATE person SET email = 'e1', email_confirmed_at = NULL WHERE id = 2"
        db.session.execute(text(twice))
        db.session.commit()
        db.session.remove()
        flask_migrate.downgrade(MIGRATIONS, "0010")
        found = db.session.execute(text("SELECT email FROM person ORDER BY id")).scalars().all()
        assert found == ["e1", "unconfirmed-2@invalid"]
        assert db.session.execute(text("SELECT count(*) FROM login")).scalar() == 1
