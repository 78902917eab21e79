"""the search index, filled with what is there"""

import re
from itertools import pairwise
from unicodedata import category, combining, normalize

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FTS5 = (
    "CREATE VIRTUAL TABLE entry USING fts5(tokens, content='', columnsize=0, detail=none, "
    "tokenize=\"ascii tokenchars ':'\")"
)
INTO = {
    "sqlite": "INSERT INTO entry (rowid, tokens) VALUES (:place, :tokens)",
    "postgresql": "INSERT INTO entry (place, tokens) VALUES (:place, array_to_tsvector(CAST(:tokens AS text[])))",
}
BATCH = 5000


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS5)
    else:
        op.create_table(
            "entry",
            sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("tokens", TSVECTOR(), nullable=False),
            sa.PrimaryKeyConstraint("place", name=op.f("pk_entry")),
        )
    op.add_column("note", sa.Column("line", sa.Text(), nullable=False, server_default=""))
    fill_entries(
        "SELECT m.id, m.body, m.author_id, c.low_id, c.high_id FROM message m JOIN conversation c "
        "ON c.id = m.conversation_id WHERE m.id > :after AND m.deleted_at IS NULL ORDER BY m.id LIMIT :most",
        lambda row: (row.id << 4, {f"m:{row.low_id}", f"m:{row.high_id}", f"by:{row.author_id}"} | tokens(row.body)),
    )
    fill_entries(
        "SELECT id, username, display_name FROM person WHERE id > :after ORDER BY id LIMIT :most",
        lambda row: (row.id << 4 | 1, {"p:"} | {f"g:{gram}" for gram in grams(f"{row.username} {row.display_name}")}),
    )
    fill_lines()
    if op.get_bind().dialect.name == "postgresql":  # last: filling is faster without it
        op.create_index("ix_entry_tokens", "entry", ["tokens"], postgresql_using="gin")


def downgrade():
    op.drop_column("note", "line")
    op.drop_table("entry")


def fill_entries(select, entry):
    """One entry for each row that the statement finds, in batches."""
    bind, after = op.get_bind(), -1
    join = " ".join if bind.dialect.name == "sqlite" else list
    while rows := bind.execute(sa.text(select), {"after": after, "most": BATCH}).all():
        found = (entry(row) for row in rows)
        bind.execute(sa.text(INTO[bind.dialect.name]), [{"place": at, "tokens": join(held)} for at, held in found])
        after = rows[-1].id


def fill_lines():
    """The notes, a batch at a time in the order of their keys."""
    bind, after = op.get_bind(), (-1, -1)
    found = sa.text(
        "SELECT owner_id, about_id, body FROM note WHERE owner_id > :owner OR (owner_id = :owner AND about_id > :about) "
        "ORDER BY owner_id, about_id LIMIT :most"
    )
    fill = sa.text("UPDATE note SET line = :line WHERE owner_id = :owner AND about_id = :about")
    while rows := bind.execute(found, {"owner": after[0], "about": after[1], "most": BATCH}).all():
        bind.execute(fill, [{"owner": r.owner_id, "about": r.about_id, "line": line(r.body)} for r in rows])
        after = rows[-1][:2]


# What inbox/words.py was when this was written.
TEXT_MAX, WORD_MAX, GRAM = 100_000, 40, 3
SIGNS = (
    "\u0e01-\u0e4e\u0e80-\u0ece\u1000-\u1049\u1050-\u109d\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\U00020000-\U0003ffff"
)
WORD = re.compile(rf"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff{SIGNS}])+")
PIECE = re.compile(rf"[{SIGNS}]+|[^{SIGNS}]+")
PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "þ": "th"}


def bare(char):
    if char in "\u3099\u309a":
        return char
    if char == "\u200b":
        return " "
    if combining(char) or category(char) in ("Cf", "Me") or "\ufe00" <= char <= "\ufe0f":
        return ""
    return PLAIN.get(char, char)


def runs(text):
    apart = normalize("NFKD", normalize("NFKD", text[:TEXT_MAX]).casefold())
    for word in WORD.findall(normalize("NFKC", "".join(map(bare, apart)))[: 2 * TEXT_MAX]):
        for piece in PIECE.findall(word):
            yield list(piece) if re.match(f"[{SIGNS}]", piece) else [piece[:WORD_MAX]]


def line(text):
    return " " + "".join(f"{unit} " for run in runs(text) for unit in run)


def tokens(text):
    return {token for run in runs(text) for token in (*run, *map("".join, pairwise(run)))}


def grams(text):
    units = [unit for run in runs(text) for unit in run]
    starts = {unit[:length] for unit in units for length in range(1, GRAM)}
    return starts | {unit[at : at + GRAM] for unit in units for at in range(len(unit) - GRAM + 1)}
