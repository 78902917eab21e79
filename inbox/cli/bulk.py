"""Rows in large blocks, past the ORM: executemany on SQLite, COPY on PostgreSQL. They join the running transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Column, Table, func, select

from inbox.database import Moment
from inbox.extensions import db


class Bulk:
    """Writes blocks of rows into one table. Columns that the rows do not name get their default."""

    def __init__(self, table: Table, names: str, at: datetime):
        self._dialect = db.engine.dialect
        named = [table.columns[name] for name in names.split()]
        others = [column for column in table.columns if column not in named and _default(column, at) is not None]
        self._to_database = [self._processor(column) for column in named]
        self._rest = tuple(self._processor(column)(_default(column, at)) for column in others)
        self._columns = ", ".join(f'"{column.name}"' for column in named + others)
        self._table, self._count = table, len(named + others)

    def write(self, rows: Sequence[tuple]) -> None:
        """Adds these rows."""
        ready = (self._ready(row) for row in rows)
        cursor = db.session.connection().connection.driver_connection.cursor()
        if self._dialect.name == "sqlite":
            marks = ", ".join("?" * self._count)
            cursor.executemany(f'INSERT INTO "{self._table.name}" ({self._columns}) VALUES ({marks})', ready)
            return
        with cursor.copy(f'COPY "{self._table.name}" ({self._columns}) FROM STDIN') as copy:
            for row in ready:
                copy.write_row(row)

    def number_on(self) -> None:
        """PostgreSQL numbers its next row after the ones that brought their own number."""
        if self._dialect.name == "postgresql":
            highest = select(func.coalesce(func.max(self._table.c.id), 1)).scalar_subquery()
            db.session.execute(select(func.setval(func.pg_get_serial_sequence(self._table.name, "id"), highest)))

    def _ready(self, row: tuple) -> tuple:
        return (*(to(value) for to, value in zip(self._to_database, row, strict=True)), *self._rest)

    def _processor(self, column: Column) -> Callable:
        return column.type.dialect_impl(self._dialect).bind_processor(self._dialect) or _same


class Entries:
    """Writes blocks of (place, tokens) into the search index."""

    def write(self, rows: Sequence[tuple[int, set[str]]]) -> None:
        """Adds these entries."""
        cursor = db.session.connection().connection.driver_connection.cursor()
        if db.engine.dialect.name == "sqlite":
            ready = ((place, " ".join(tokens)) for place, tokens in rows)
            cursor.executemany("INSERT INTO entry (rowid, tokens) VALUES (?, ?)", ready)
            return
        with cursor.copy("COPY entry (place, tokens) FROM STDIN") as copy:
            for place, tokens in rows:
                copy.write_row((place, " ".join(f"'{token}'" for token in tokens)))


def _default(column: Column, at: datetime):
    """What a new row has there. A moment is that one: nothing comes from the clock."""
    if column.default is None or column.primary_key:
        return None
    if column.default.is_scalar:
        return column.default.arg
    return at if isinstance(column.type, Moment) else column.default.arg(None)


def _same(value):
    return value
