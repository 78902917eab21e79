"""What an application asks its database."""

import contextlib
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import event

from inbox.extensions import db


@contextlib.contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that run meanwhile, without the begins and ends of transactions."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
