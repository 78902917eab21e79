"""the language into which a waiting message was translated"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("waiting", sa.Column("target", sa.String(8), nullable=True))


def downgrade():
    op.drop_column("waiting", "target")
