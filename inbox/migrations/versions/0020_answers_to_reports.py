"""what became of a report is told to who made it; what was kept with it goes one day"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    # No batch: it would make the tables anew, and what points at them would go with the old ones.
    op.add_column("person", sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("report", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("report", "forgotten_at")
    op.drop_column("person", "answered")
