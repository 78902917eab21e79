"""what assistants do in conversations"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "assistance",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("freelancer_id", ID, nullable=False),
        sa.Column("client_id", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("done_seq", sa.Integer(), nullable=False),
        sa.Column("asked_seq", sa.Integer(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        points_at("conversation_id", "conversation"),
        points_at("freelancer_id", "person"),
        points_at("client_id", "person"),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_assistance")),
    )
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_assistance_due", "assistance", ["due_at"], sqlite_where=is_due, postgresql_where=is_due)


def downgrade():
    op.drop_table("assistance")


def points_at(column: str, other: str):
    name = op.f(f"fk_assistance_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")
