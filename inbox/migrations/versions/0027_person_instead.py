"""whether an answer of an assistant offers its freelancer instead"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("message", sa.Column("instead", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade():
    op.drop_column("message", "instead")
