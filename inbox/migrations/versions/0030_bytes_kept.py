"""how much of an upload is on the disk for good"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("attachment", sa.Column("kept", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("attachment", sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True))
    # Until now all that had arrived was; of what was sent nobody asks.
    op.execute('UPDATE attachment SET kept = "offset" WHERE expires_at IS NOT NULL')


def downgrade():
    op.drop_column("attachment", "kept_at")
    op.drop_column("attachment", "kept")
