"""How the engine speaks to SQLite and to PostgreSQL: what each connection and each transaction starts with."""

import inspect
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from pathlib import Path

from sqlalchemy import BigInteger, DateTime, Engine, Executable, Integer, bindparam, event, literal_column, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
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

    def result_processor(self, dialect, coltype) -> Callable:
        """A page reads hundreds of them: one call for each, where `process_result_value` would make it two."""
        if dialect.name != "sqlite":
            return lambda value: value and value.astimezone(UTC)
        read = self.impl_instance.result_processor(dialect, coltype)
        return lambda value: value and read(value).replace(tzinfo=UTC)


SHAPES = 64
"""Statements of one kind that are kept: some go by a name that people choose, such as that of a label."""


def as_stored(at: datetime, like: datetime | str) -> datetime | str:
    """A moment as the driver has moments, of which `like` is one: SQLite stores texts, which go in the same order."""
    return at if isinstance(like, datetime) else at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def built_once(build: Callable[..., Executable]) -> Callable[..., tuple[Executable, dict]]:
    """For statements that run with every page or message: putting one together costs more than running it.

    What comes by position is a value, which the statement gets when it runs; what comes by name chooses another
    statement. The function returns what `execute` and `scalar` take: `db.session.execute(*of_pair(low, high))`.
    """
    names = [name for name, given in inspect.signature(build).parameters.items() if given.kind != given.KEYWORD_ONLY]
    # A parameter may not be called as a column of the table that is written.
    parameters = [f"the_{name}" for name in names]

    @lru_cache(SHAPES)
    def built(**shape) -> Executable:
        return build(*map(bindparam, parameters), **shape)

    @wraps(build)
    def statement(*values, **shape) -> tuple[Executable, dict]:
        return built(**shape), dict(zip(parameters, values, strict=True))

    return statement


def insert_missing(session, model, **values) -> int:
    """Adds that row unless one with its key is there, by whoever was faster; returns how many were added."""
    insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    adding = insert(model.__table__).values(**values).on_conflict_do_nothing()
    # What was added is counted: of a table with a key of its own, PostgreSQL's driver says no other number than -1.
    return len(session.execute(adding.returning(literal_column("1"))).all())


@lru_cache
def revisions() -> tuple[str, ...]:
    """The revisions of the schema that this Halle knows, the newest last: the names of their files begin with them."""
    folder = Path(__file__).parent / "migrations" / "versions"
    return tuple(sorted(path.name.partition("_")[0] for path in folder.glob("[0-9]*_*.py")))


def size(session) -> int:
    """Bytes that the database takes."""
    if session.connection().dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())"))
    pages, bytes_ = (session.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
    return pages * bytes_


def engine_options(url: str) -> dict:
    """What SQLAlchemy's create_engine gets for that database."""
    # Sockets and threads share the pool, and nobody keeps a connection while waiting: this is plenty. Parameters hold
    # what people write, so no error may show them.
    options = {"pool_size": 20, "max_overflow": 20, "pool_timeout": 10, "hide_parameters": True}
    # The connection that was used last still holds what it read, until somebody writes.
    options |= {"pool_use_lifo": True}
    if url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": 10, "cached_statements": 512}}
    return options | {"pool_pre_ping": True}


WAITS_FOR_THE_DISK, WAITS_FOR_NOTHING = "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"
"""At each commit: what was accepted survives a power cut too. Without, the database stays whole, and the next commit
that waits brings along what came before it."""


@event.listens_for(Engine, "connect")
def _on_connect(connection, _record) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(WAITS_FOR_THE_DISK)
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _on_begin(connection) -> None:
    options = connection.get_execution_options()
    in_passing = options.get("in_passing", False)
    if connection.dialect.name != "sqlite":
        if in_passing:
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        return
    begin = "BEGIN IMMEDIATE" if options.get("for_writing", False) else "BEGIN"
    try:  # on the bare connection: the way through SQLAlchemy takes twenty times as long as SQLite
        bare = connection.connection.driver_connection
        if connection.info.get("in_passing", False) != in_passing:  # not to be changed within a transaction
            bare.execute(WAITS_FOR_NOTHING if in_passing else WAITS_FOR_THE_DISK)
            connection.info["in_passing"] = in_passing
        bare.execute(begin)
    except sqlite3.OperationalError as error:
        raise OperationalError(begin, None, error) from error


@event.listens_for(Engine, "handle_error")
def _on_error(context) -> None:
    told, original = context.sqlalchemy_exception, context.original_exception
    whole = str(original)
    if told is not None and str(without_values(original)) != whole:
        told.args = tuple(str(part).replace(whole, str(original)) for part in told.args)


def without_values(error: Exception) -> Exception:
    """The driver's error without what PostgreSQL says of the values: the row that it refused, with all that somebody
    wrote. What a statement was given is in no error either."""
    diagnosis = getattr(error, "diag", None)
    if diagnosis is not None and diagnosis.message_detail:
        error.args = (diagnosis.message_primary,)
    return error
