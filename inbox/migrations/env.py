"""Runs the migrations on the application's own engine: all of an upgrade in one transaction, on both databases."""

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


def run() -> None:
    """Brings the database that the application is configured for up or down."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=db.metadata, render_as_batch=True, render_item=render,
            compare_type=True, include_object=is_compared,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
