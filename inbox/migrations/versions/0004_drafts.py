"""drafts"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "draft",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.String(length=160), nullable=False),
        sa.Column("reply_to_id", ID, nullable=True),
        sa.Column("version", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("step", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_draft_other_id_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["message.id"], name=op.f("fk_draft_reply_to_id_message"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("person_id", "other_id", name=op.f("pk_draft")),
    )


def downgrade():
    op.drop_table("draft")
