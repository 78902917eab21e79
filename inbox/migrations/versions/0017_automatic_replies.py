"""automatic replies, and how each new client was received"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "auto_reply",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        points_at("auto_reply", "person_id", "person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_auto_reply")),
    )
    op.create_table(
        "reception",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("freelancer_id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("way", sa.String(length=16), nullable=True),
        sa.Column("answer_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        points_at("reception", "conversation_id", "conversation", ondelete="CASCADE"),
        points_at("reception", "freelancer_id", "person", ondelete="CASCADE"),
        points_at("reception", "client_id", "person", ondelete="CASCADE"),
        points_at("reception", "message_id", "message"),
        points_at("reception", "answer_id", "message"),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_reception")),
    )
    is_open = sa.text("due_at IS NOT NULL")
    op.create_index("ix_reception_due", "reception", ["due_at"], sqlite_where=is_open, postgresql_where=is_open)


def downgrade():
    op.drop_table("reception")
    op.drop_table("auto_reply")


def points_at(table: str, column: str, other: str, **more):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), **more)
