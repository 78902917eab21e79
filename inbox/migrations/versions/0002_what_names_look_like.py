"""what display names look like"""

import re
from unicodedata import category, normalize

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Nothing to the eye, though no format characters: fillers, blanks, joiners of graphemes, variation selectors.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]"
)
PERSON = sa.table(
    "person", sa.column("id", sa.BigInteger), sa.column("display_name", sa.String), sa.column("name_key", sa.String)
)


def upgrade():
    # No batch: it would make the table anew, and what points at people would go with the old one.
    op.add_column("person", sa.Column("name_key", sa.String(length=60), nullable=False, server_default=""))
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    fill(op.get_bind())


def downgrade():
    op.drop_index(op.f("ix_person_name_key"), table_name="person")
    op.drop_column("person", "name_key")


def fill(connection):
    """What the names that are there look like."""
    named = connection.execute(sa.select(PERSON.c.id, PERSON.c.display_name).where(PERSON.c.display_name != "")).all()
    found = [{"person": id_, "key": looks(name)} for id_, name in named]
    if found:
        change = sa.update(PERSON).where(PERSON.c.id == sa.bindparam("person")).values(name_key=sa.bindparam("key"))
        connection.execute(change, found)


def looks(name):
    """As the application compared names when this was written."""
    folded = normalize("NFKC", normalize("NFKC", seen(name)).casefold())
    return " ".join(normalize("NFKC", seen(folded)).split())[:60]


def seen(name):
    return "".join(char for char in UNSEEN.sub("", name) if category(char) != "Cf")
