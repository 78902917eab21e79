"""files that are kept with quick replies"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = {where: sa.text("quick_reply_id IS NOT NULL") for where in ("sqlite_where", "postgresql_where")}


def upgrade():
    op.add_column("attachment", sa.Column("quick_reply_id", ID, nullable=True))
    op.create_index("ix_attachment_kept", "attachment", ["quick_reply_id"], **KEPT)


def downgrade():
    op.drop_index("ix_attachment_kept", "attachment")
    op.drop_column("attachment", "quick_reply_id")
