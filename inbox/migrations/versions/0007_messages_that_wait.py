"""messages that wait"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
IS_LISTED, IS_WAITING = sa.text("state IN ('waiting', 'refused')"), sa.text("state = 'waiting'")


def upgrade():
    # No batch: it would make the table anew, and what points at people would go with the old one.
    op.add_column("person", sa.Column("hold_seconds", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("person", sa.Column("waiting", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "waiting",
        sa.Column("id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply_to_id", ID, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_waiting_author_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["person.id"], name=op.f("fk_waiting_other_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reply_to_id"], ["message.id"], name=op.f("fk_waiting_reply_to_id_message")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_waiting_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("author_id", "other_id", "key", name=op.f("uq_waiting_author_id_other_id_key")),
    )
    for name, columns, where in INDEXES:
        op.create_index(name, "waiting", columns, unique=False, sqlite_where=where, postgresql_where=where)


INDEXES = (
    ("ix_waiting_due", ["due_at"], IS_WAITING),
    ("ix_waiting_list", ["author_id", "due_at", "id"], IS_LISTED),
    ("ix_waiting_ended", ["ended_at"], None),
    ("ix_waiting_other_id", ["other_id"], None),
)


def downgrade():
    for name, _, _ in INDEXES:
        op.drop_index(name, table_name="waiting")
    op.drop_table("waiting")
    op.drop_column("person", "waiting")
    op.drop_column("person", "hold_seconds")
