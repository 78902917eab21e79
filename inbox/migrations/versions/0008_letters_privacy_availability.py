"""letters, links for another password, privacy, availability"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("closed_at IS NULL")
def upgrade():
    # No batch: it would make the table anew, and what points at people would go with the old one.
    for column in on_person():
        op.add_column("person", column)
    op.create_table(
        "letter",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_due", "letter", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "reset",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("letter_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reset_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_reset_letter_id_letter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_reset_letter_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_token_hash")),
    )
    op.create_index(op.f("ix_reset_person_id"), "reset", ["person_id"])


def downgrade():
    op.drop_table("reset")
    op.drop_table("letter")
    for column in reversed(on_person()):
        op.drop_column("person", column.name)


def on_person():
    """The columns that people get."""
    return [
        sa.Column("presence_hidden", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("shows_reading", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("working_hours", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("away_message", sa.Text(), nullable=False, server_default=""),
        sa.Column("takes_new_clients", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("budget_min", sa.BigInteger(), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=False, server_default="EUR"),
    ]
