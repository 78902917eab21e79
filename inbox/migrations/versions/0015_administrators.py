"""administrators, who need be nothing else"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BEFORE = "role_client OR role_freelancer OR moderator"
AFTER = f"{BEFORE} OR administrator"
NAME = "ck_person_has_a_role"


def upgrade():
    say(BEFORE, AFTER)


def downgrade():
    op.execute(f"UPDATE person SET role_client = true WHERE administrator AND NOT ({BEFORE})")
    say(AFTER, BEFORE)


def say(before: str, after: str):
    """Another condition of who has a role."""
    if op.get_context().dialect.name == "sqlite":
        rebuild(before, after)
        return
    op.drop_constraint(op.f(NAME), "person", type_="check")
    op.create_check_constraint(op.f(NAME), "person", after)


def rebuild(before: str, after: str):
    """SQLite changes no constraint: the table is made anew under another name, filled, and gets its name back.
    Foreign keys are not enforced meanwhile (migrations/env.py), or what points at people would go with the old one."""
    connection = op.get_bind()
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("foreign keys are enforced: dropping the old table would delete what points at people")
    (made,) = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'person'").one()
    if f"({before})" not in made:
        raise RuntimeError(f"no condition ({before}) in {made}")
    found = "SELECT sql FROM sqlite_master WHERE tbl_name = 'person' AND type = 'index' AND sql IS NOT NULL"
    indexes = connection.exec_driver_sql(found).scalars().all()
    columns = ", ".join(f'"{row[1]}"' for row in connection.exec_driver_sql("PRAGMA table_info(person)"))
    head, body = made.replace(f"({before})", f"({after})", 1).split("(", 1)
    connection.exec_driver_sql(head.replace("person", "person_new") + "(" + body)
    connection.exec_driver_sql(f"INSERT INTO person_new ({columns}) SELECT {columns} FROM person")
    connection.exec_driver_sql("DROP TABLE person")
    connection.exec_driver_sql("ALTER TABLE person_new RENAME TO person")
    for index in indexes:
        connection.exec_driver_sql(index)
