"""drafts that are translated before they are sent, and what their messages said before"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OF_DRAFT = {
    "translation": sa.String(8), "target": sa.String(8), "original": sa.Text(), "source": sa.String(8),
    "engine": sa.String(16), "reason": sa.String(16),
}  # fmt: skip
WRITTEN = {"original": sa.Text(), "source": sa.String(8), "engine": sa.String(16)}


def upgrade():
    for name, kind in OF_DRAFT.items():
        op.add_column("draft", sa.Column(name, kind, nullable=False, server_default=sa.text("''")))
    op.add_column("draft", sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("draft", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    pending = {where: sa.text("translation = 'pending'") for where in ("sqlite_where", "postgresql_where")}
    op.create_index("ix_draft_translation", "draft", ["due_at"], **pending)
    for table in ("message", "waiting"):
        for name, kind in WRITTEN.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade():
    for table in ("message", "waiting"):
        for name in WRITTEN:
            op.drop_column(table, name)
    op.drop_index("ix_draft_translation", "draft")
    for name in (*OF_DRAFT, "tries", "due_at"):
        op.drop_column("draft", name)
