"""Entries: what the search index holds. One for each thing that is found by its words, in one index for all kinds.

An entry has a place, which says of what kind it is and which one, and tokens. Two sorts of tokens are no words, and no
text can pass for them, because they hold a colon:

- whose it is (`m:7`: a message of a conversation of person 7; `f:7`: a file of one). Every search asks for its
  viewer's, so the index itself leaves out what is others', and its cost follows the viewer's own history;
- what is true of it (`by:7`: person 7 wrote it; `has:file`).

The index only says where to look: the row itself decides, by its own words and by who may see it. SQLite keeps it in a
contentless FTS5 table, PostgreSQL in a tsvector with a GIN index; the tokens are the same.
"""

from collections.abc import Iterable
from enum import IntEnum

from sqlalchemy import BigInteger, Column, Index, Integer, Select, Table, cast, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable

from inbox.extensions import db
from inbox.words import grams, tokens


class Kind(IntEnum):
    """What an entry is of. A kind that a later part adds gets the next number; a number is never used again."""

    MESSAGE = 0
    PERSON = 1
    FILE = 2


_BITS = 4  # of a place, for the kind

entry = Table(
    "entry",
    db.metadata,
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("tokens", TSVECTOR(), nullable=False),
    Index("ix_entry_tokens", "tokens", postgresql_using="gin").ddl_if(dialect="postgresql"),
)

FTS5 = (
    "CREATE VIRTUAL TABLE entry USING fts5(tokens, content='', columnsize=0, detail=none, "
    "tokenize=\"ascii tokenchars ':'\")"
)


@compiles(CreateTable, "sqlite")
def _create(element, compiler, **options):
    """On SQLite the table is a virtual one."""
    return FTS5 if element.element is entry else compiler.visit_create_table(element, **options)


def is_compared(_thing, name: str, type_: str, *_) -> bool:
    """Whether Alembic can compare that thing with the models: it does not know FTS5 and the tables behind it."""
    return db.engine.dialect.name != "sqlite" or type_ != "table" or name.partition("_")[0] != entry.name


def place(kind: Kind, id_: int) -> int:
    """Where the entry of that thing stands."""
    return id_ << _BITS | kind


def id_at(place: int) -> int:
    """The id of what stands at that place."""
    return place >> _BITS


def thing(place_column):
    """The same in a statement."""
    return place_column.bitwise_rshift(literal(_BITS, Integer))  # PostgreSQL shifts by nothing wider


def of_message(people: Iterable[int], author_id: int, body: str, file_names: str = "") -> set[str]:
    """The tokens of a message of these people, with files of these names."""
    found = {f"m:{id_}" for id_ in people} | {f"by:{author_id}"} | tokens(body)
    return found | {"has:file"} | tokens(file_names) if file_names else found


def of_file(people: Iterable[int], owner_id: int, name: str, words: str) -> set[str]:
    """The tokens of a file that its owner sent between these people, is called so, and holds these words."""
    return {f"f:{id_}" for id_ in people} | {f"by:{owner_id}", "has:file"} | tokens(f"{name}\n{words}")


def of_person(username: str, display_name: str) -> set[str]:
    """The tokens of a person: everybody may find everybody, by a part of their names."""
    return {"p:"} | {f"g:{gram}" for gram in grams(f"{username} {display_name}")}


def holding(found: Iterable[str], before: int | None, most: int) -> Select:
    """The places of the newest entries that have all these tokens; `before`: of those before that place."""
    if db.engine.dialect.name == "sqlite":
        match = text("entry MATCH :tokens").bindparams(tokens=" AND ".join(f'"{token}"' for token in sorted(found)))
        at, chosen = literal_column("rowid"), select(literal_column("rowid").label("place")).select_from(text("entry"))
        return _newest(chosen.where(match), at, before, most)
    # Apart and before the rest: a plan that walks the places backwards would read everybody's entries for a rare word.
    wanted = cast(" & ".join(f"'{token}'" for token in sorted(found)), TSQUERY)
    matching = select(entry.c.place).where(entry.c.tokens.op("@@")(wanted)).cte("matching")
    matching = matching.prefix_with("MATERIALIZED", dialect="postgresql")
    return _newest(select(matching.c.place), matching.c.place, before, most)


def _newest(chosen: Select, at, before: int | None, most: int) -> Select:
    chosen = chosen.where(at < before) if before is not None else chosen
    return chosen.order_by(at.desc()).limit(most)
