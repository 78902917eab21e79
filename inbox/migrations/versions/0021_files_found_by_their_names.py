"""every file that was sent is found by its name, apart from the messages"""

import sqlalchemy as sa
from alembic import context, op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INTO = {
    "sqlite": "INSERT INTO entry (rowid, tokens) VALUES (:place, :tokens)",
    "postgresql": "INSERT INTO entry (place, tokens) VALUES (:place, array_to_tsvector(CAST(:tokens AS text[])))",
}
OUT_OF = {
    "sqlite": "INSERT INTO entry (entry, rowid, tokens) VALUES ('delete', :place, :tokens)",
    "postgresql": "DELETE FROM entry WHERE place = :place",
}
SENT = """
    SELECT a.id, a.owner_id, a.other_id, a.name, COALESCE(c.words, '') AS words
    FROM attachment a LEFT JOIN content c ON c.id = a.content_id
    WHERE a.id > :after AND a.message_id IS NOT NULL AND a.state IN ('processing', 'available')
    ORDER BY a.id LIMIT 500
"""
FILE = 2


def upgrade():
    enter_anew(by_text, by_name_and_text)


def downgrade():
    enter_anew(by_name_and_text, by_text)


def enter_anew(before, after):
    """Each file has other tokens than before, in batches: on SQLite both are needed to replace them."""
    bind, last = op.get_bind(), -1
    dialect = bind.dialect.name
    while rows := bind.execute(sa.text(SENT), {"after": last}).all():
        for statement, tokens_of in ((OUT_OF, before), (INTO, after)):
            held = ((row.id << 4 | FILE, tokens_of(row)) for row in rows)
            values = [{"place": at, "tokens": " ".join(all_) if dialect == "sqlite" else list(all_)} for at, all_ in held if all_]
            if values:
                bind.execute(sa.text(statement[dialect]), values)
        last = rows[-1].id


def by_text(row):
    return {f"m:{row.owner_id}", f"m:{row.other_id}"} | tokens(row.words) if row.words else set()


def by_name_and_text(row):
    people = {f"f:{row.owner_id}", f"f:{row.other_id}", f"by:{row.owner_id}", "has:file"}
    return people | tokens(f"{row.name}\n{row.words}")


def tokens(text):
    """Words are taken apart as they were when the index began."""
    return context.script.get_revision("0012").module.tokens(text)
