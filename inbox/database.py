"""How the engine speaks to SQLite and to PostgreSQL: what each connection and each transaction starts with."""

import sqlite3
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Engine, Integer, event
from sqlalchemy.types import TypeDecorator

# A key that is 64 bits wide on PostgreSQL; SQLite numbers its rows only under this very name.
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator):
    """A point in time: aware and in UTC in Python, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(url: str) -> dict:
    """What SQLAlchemy's create_engine gets for that database."""
    # Sockets and threads share the pool, and nobody keeps a connection while waiting: this is plenty. Parameters hold
    # what people write, so no error may show them.
    options = {"pool_size": 20, "max_overflow": 20, "pool_timeout": 10, "hide_parameters": True}
    if url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": 10}}
    return options | {"pool_pre_ping": True}


@event.listens_for(Engine, "connect")
def _on_connect(connection, _record) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # what was accepted survives a power cut too
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _on_begin(connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    for_writing = connection.get_execution_options().get("for_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if for_writing else "BEGIN")
