"""Runs the migrations on the application's own engine: all of an upgrade in one transaction, on both databases."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from inbox.database import Moment
from inbox.models.entry import is_compared

db = current_app.extensions["migrate"].db


def render(kind: str, thing, _autogen):
    """Migrations spell out plain column types, so that they stay true whatever becomes of ours."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def _unenforced(connection):
    """A table that is made anew on SQLite is dropped in between: enforced, that would delete all that points at it.
    What is left dangling by a migration is found before the commit."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection  # past SQLAlchemy: within a transaction this would do nothing
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()  # of what failed: within a transaction this would do nothing either
        driver.execute("PRAGMA foreign_keys=ON")


def _check(connection) -> None:
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not dangling, f"rows that point nowhere: {dangling[:5]}"


def run() -> None:
    """Brings the database that the application is configured for up or down."""
    with db.engine.connect() as connection, _unenforced(connection):
        context.configure(
            connection=connection, target_metadata=db.metadata, render_as_batch=True, render_item=render,
            compare_type=True, include_object=is_compared,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
            _check(connection)
        connection.commit()


run()
