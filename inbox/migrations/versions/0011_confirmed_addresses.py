"""an e-mail address counts once it is confirmed, and several people may have given the same one"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CONFIRMED = sa.text("email_confirmed_at IS NOT NULL")
UNIQUE = "CONSTRAINT uq_person_email UNIQUE (email)"
ROLES = 'CONSTRAINT "ck_person_has_a_role"'  # SQLite lists the columns, then the constraints


def upgrade():
    op.add_column("person", sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE person SET email_confirmed_at = created_at")  # they got their mail there so far
    if op.get_context().dialect.name == "sqlite":
        rebuild(lambda made: without_unique(made))
    else:
        op.drop_constraint("uq_person_email", "person", type_="unique")
    op.create_index("ix_person_email", "person", ["email"])
    op.create_index(
        "uq_person_email_confirmed", "person", ["email"], unique=True, sqlite_where=CONFIRMED,
        postgresql_where=CONFIRMED,
    )  # fmt: skip


def downgrade():
    op.drop_index("uq_person_email_confirmed", "person")
    op.drop_index("ix_person_email", "person")
    # Of several with one address all but the one who confirmed it, or else the first, lose it: their rows stay.
    op.execute(
        "UPDATE person SET email = 'unconfirmed-' || id || '@invalid' WHERE email_confirmed_at IS NULL AND EXISTS ("
        "SELECT 1 FROM person AS other WHERE other.email = person.email AND other.id != person.id"
        " AND (other.email_confirmed_at IS NOT NULL OR other.id < person.id))"
    )
    op.drop_column("person", "email_confirmed_at")
    if op.get_context().dialect.name == "sqlite":
        rebuild(lambda made: made.rstrip()[:-1].rstrip() + f",\n\t{UNIQUE}\n)")
    else:
        op.create_unique_constraint("uq_person_email", "person", ["email"])


def without_unique(made: str) -> str:
    """The statement that made the table, without that constraint."""
    for part in (f", {UNIQUE}", f",\n\t{UNIQUE}", f"{UNIQUE}, ", f"{UNIQUE},\n\t"):
        if part in made:
            return made.replace(part, "", 1)
    raise RuntimeError(f"no {UNIQUE} in {made}")


def rebuild(changed):
    """SQLite takes no constraint from a table: it is made anew under another name, filled, and gets its name back.
    Foreign keys are not enforced meanwhile (migrations/env.py), or what points at people would go with the old one."""
    connection = op.get_bind()
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("foreign keys are enforced: dropping the old table would delete what points at people")
    (made,) = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'person'").one()
    found = "SELECT sql FROM sqlite_master WHERE tbl_name = 'person' AND type = 'index' AND sql IS NOT NULL"
    indexes = connection.exec_driver_sql(found).scalars().all()
    columns = ", ".join(f'"{row[1]}"' for row in connection.exec_driver_sql("PRAGMA table_info(person)"))
    head, body = changed(made).split("(", 1)
    connection.exec_driver_sql(head.replace("person", "person_new") + "(" + body)
    connection.exec_driver_sql(f"INSERT INTO person_new ({columns}) SELECT {columns} FROM person")
    connection.exec_driver_sql("DROP TABLE person")
    connection.exec_driver_sql("ALTER TABLE person_new RENAME TO person")
    for index in indexes:
        connection.exec_driver_sql(index)
