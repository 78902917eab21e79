"""Entries: the search index is written in the transaction that changes what it finds, so it never knows more or less.

Whoever makes something that can be found adds its entry here, with the tokens that `inbox/models/entry.py` says it has;
whoever changes it replaces them, and whoever takes it away removes them.
"""

from sqlalchemy import text

from inbox import prepared
from inbox.extensions import db
from inbox.models.entry import Kind, place

_INTO = {
    "sqlite": text("INSERT INTO entry (rowid, tokens) VALUES (:place, :tokens)"),
    "postgresql": text("INSERT INTO entry (place, tokens) VALUES (:place, array_to_tsvector(CAST(:tokens AS text[])))"),
}
_OUT_OF = {
    "sqlite": text("INSERT INTO entry (entry, rowid, tokens) VALUES ('delete', :place, :tokens)"),
    "postgresql": text("DELETE FROM entry WHERE place = :place"),
}


def add(kind: Kind, id_: int, tokens: set[str]) -> None:
    """From now on it is found by these tokens."""
    prepared.run(db.session, _INTO[_dialect()], {"place": place(kind, id_), "tokens": _written(tokens)})


def replace(kind: Kind, id_: int, before: set[str], after: set[str]) -> None:
    """It is found by other tokens than before: the index keeps no list of an entry's tokens, so both are needed."""
    if before != after:
        remove(kind, id_, before)
        add(kind, id_, after)


def remove(kind: Kind, id_: int, tokens: set[str]) -> None:
    """It is not found any more."""
    values = {"place": place(kind, id_)} | ({"tokens": _written(tokens)} if _dialect() == "sqlite" else {})
    prepared.run(db.session, _OUT_OF[_dialect()], values)


def _dialect() -> str:
    return db.engine.dialect.name


def _written(tokens: set[str]) -> str | list[str]:
    """As that database takes them. SQLite divides at spaces, which no token has."""
    return " ".join(tokens) if _dialect() == "sqlite" else list(tokens)
