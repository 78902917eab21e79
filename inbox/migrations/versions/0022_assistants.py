"""what freelancers choose about their assistants, and their FAQ"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    # No batch: it would make the table anew, and what points at it would go with the old one.
    op.add_column("person", sa.Column("assistant_name", sa.String(length=60), nullable=False, server_default=""))
    op.create_table(
        "assistant",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("tells", sa.JSON(), nullable=False),
        sa.Column("intake", sa.JSON(), nullable=False),
        sa.Column("triggers", sa.JSON(), nullable=False),
        sa.Column("budget_over", sa.BigInteger(), nullable=True),
        sa.Column("wish", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assistant_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_assistant")),
    )
    op.create_table(
        "faq",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_faq_owner_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq")),
        sa.UniqueConstraint("owner_id", "folded", name=op.f("uq_faq_owner_id_folded")),
    )
    op.create_index("ix_faq_order", "faq", ["owner_id", "position", "id"])


def downgrade():
    op.drop_table("faq")
    op.drop_table("assistant")
    op.drop_column("person", "assistant_name")
