"""Statements as the driver takes them: what runs with every page and every message goes past most of SQLAlchemy.

SQLAlchemy says what a statement is, in the words of the models, and how its values look in the database; that is found
out once for each statement. Running it is then left to the driver, in the session's own transaction: SQLAlchemy takes
ten times as long over it as SQLite. Errors are SQLAlchemy's, and whoever listens for statements hears of these too.

What the session has not written yet is written before, as SQLAlchemy does; entities that the session holds stay as they
are, unless `Entity.made` is told that these rows are newer.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, Dialect, Executable, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.attributes import set_committed_value

from inbox.database import without_values

_HELD = "inbox.prepared"
STATEMENTS = 1024
"""How many are kept; `built_once` makes no more than this."""


class NotPreparable(TypeError):
    """A statement whose text depends on its values, or whose values are made by SQLAlchemy."""


class Prepared:
    """One statement for one kind of database."""

    def __init__(self, statement: Executable, dialect: Dialect):
        compiled = statement.compile(dialect=dialect)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise NotPreparable("a list of any length is part of its text")
        made = _made(compiled)
        self.text, self._dialect = str(compiled), dialect
        self._names = tuple(compiled.positiontup) if compiled.positional else None
        wanted = self._names or tuple(compiled.bind_names.values())
        self._known = {name: _value(compiled, made, name) for name in wanted}
        self._into = {name: into for name in wanted if (into := compiled._bind_processors.get(name))}
        self._columns = [column.type for column in compiled._result_columns]
        self._readers: tuple[tuple[int, Callable], ...] | None = None

    def run(self, connection: Connection, values: dict):
        """The driver's cursor, once it ran with these values. Raises what SQLAlchemy would."""
        known = self._known | values
        for name, into in self._into.items():
            known[name] = into(known[name])
        given = known if self._names is None else tuple([known[name] for name in self._names])
        driver = connection.connection.driver_connection
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, None, self.text, given, None, False)
        try:
            cursor = driver.execute(self.text, given)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(connection, error) from error
        if self._readers is None:
            self._readers = self._found_out(cursor)
        return cursor

    def read(self, rows: Sequence[tuple]) -> list[tuple]:
        """The driver's rows with the values that Python knows: times, truths, lists."""
        if not self._readers or not rows:
            return list(rows)
        if len(rows) == 1:  # a row of a person has sixty columns
            values = list(rows[0])
            for index, reader in self._readers:
                values[index] = reader(values[index])
            return [tuple(values)]
        columns: list = list(zip(*rows, strict=True))
        for index, reader in self._readers:
            columns[index] = map(reader, columns[index])
        return list(zip(*columns, strict=True))

    def _found_out(self, cursor) -> tuple[tuple[int, Callable], ...]:
        """How the columns are read; what kind each is, PostgreSQL says with the first answer."""
        kinds = [column[1] for column in cursor.description or ()]
        readers = (type_._cached_result_processor(self._dialect, kind) for type_, kind in zip(self._columns, kinds))  # noqa: B905
        return tuple((index, reader) for index, reader in enumerate(readers) if reader is not None)

    def _told(self, connection: Connection, error: Exception) -> DBAPIError:
        is_gone = self._dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
        if is_gone:
            connection.invalidate(error)
        base = self._dialect.loaded_dbapi.Error
        return DBAPIError.instance(
            self.text, None, without_values(error), base, hide_parameters=True, connection_invalidated=is_gone,
            dialect=self._dialect,
        )  # fmt: skip


def _made(compiled) -> dict:
    """The values that a new row gets where the statement names none: constants alone."""
    made = {}
    for column in (*compiled.insert_prefetch, *compiled.update_prefetch):
        default = column.default if compiled.isinsert else column.onupdate
        if not default.is_scalar:
            raise NotPreparable(f"{column.name} gets a value that Python makes")
        made[column.key] = default.arg
    return made


def _value(compiled, made: dict, name: str):
    return made[name] if name in made else compiled.binds[name].value


@lru_cache(STATEMENTS)
def _prepared(statement: Executable, dialect: Dialect) -> Prepared:
    return Prepared(statement, dialect)


def run(session: Session, statement: Executable, values: dict) -> None:
    """Runs a statement of `built_once`."""
    _run(session, statement, values)


def rows(session: Session, statement: Executable, values: dict) -> list[tuple]:
    """Its rows."""
    prepared, cursor = _run(session, statement, values)
    return prepared.read(cursor.fetchall())


def row(session: Session, statement: Executable, values: dict) -> tuple | None:
    """Its first row, if there is one."""
    found = rows(session, statement, values)
    return found[0] if found else None


def value(session: Session, statement: Executable, values: dict):
    """The first value of its first row; None when there is none."""
    found = rows(session, statement, values)
    return found[0][0] if found else None


class Answer(NamedTuple):
    """What a driver answered: `rows` as they came, which are plain, and `read`, which makes of some of them what Python
    knows. To know whether two answers are the same, they need not be read."""

    rows: tuple[tuple, ...]
    read: Callable[[Sequence[tuple]], list[tuple]]


def answer(session: Session, statement: Executable, values: dict) -> Answer:
    """Its rows, unread."""
    prepared, cursor = _run(session, statement, values)
    return Answer(tuple(cursor.fetchall()), prepared.read)


def _run(session: scoped_session | Session, statement: Executable, values: dict) -> tuple:
    session = _session(session)
    session.flush()
    connection = _connection(session)
    prepared = _prepared(statement, connection.dialect)
    return prepared, prepared.run(connection, values)


def _session(session: scoped_session | Session) -> Session:
    return session() if isinstance(session, scoped_session) else session


def _connection(session: Session) -> Connection:
    """The connection of the session's transaction, which is asked for once each."""
    transaction, connection = session.info.get(_HELD, (None, None))
    if transaction is None or transaction is not session.get_transaction() or not transaction.is_active:
        connection = session.connection()
        session.info[_HELD] = session.get_transaction(), connection
    return connection


class Entity:
    """The columns of a model, and its entities made of what they hold."""

    def __init__(self, model: type):
        self._model = model
        attributes = model.__mapper__.column_attrs
        self.names = tuple(attribute.key for attribute in attributes)
        self.at = {name: index for index, name in enumerate(self.names)}
        self.columns = tuple(getattr(model, name) for name in self.names)
        keys = {column.key for column in model.__mapper__.primary_key}
        self._key = [index for index, name in enumerate(self.names) if name in keys]
        self._id = itemgetter(*self._key)

    def __len__(self) -> int:
        return len(self.names)

    def made(self, session: scoped_session | Session, values: Sequence, anew: bool = False):
        """The entity of that row, as if the session had loaded it; the one that it holds already, when it does: it
        learns what the row says when it has lost it, or when the row is read `anew`, under a lock."""
        session, id_ = _session(session), self._id(values)
        key = self._model.__mapper__.identity_key_from_primary_key((id_,) if len(self._key) == 1 else id_)
        held = session.identity_map.get(key)
        if held is not None:
            if anew or inspect(held).expired_attributes:
                for name, value in zip(self.names, values, strict=True):
                    set_committed_value(held, name, value)
            return held
        entity = self.shown(values)
        state = inspect(entity)  # what SQLAlchemy does with each row that it loads; to add it takes five times as long
        state.key, state.session_id = key, session.hash_key
        session.identity_map.add(state)
        return entity

    def shown(self, values: Sequence):
        """An entity that no session knows, to be looked at and never changed: a page needs no more."""
        entity = self._model.__mapper__.class_manager.new_instance()
        entity.__dict__.update(zip(self.names, values, strict=True))
        return entity
