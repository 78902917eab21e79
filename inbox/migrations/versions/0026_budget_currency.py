"""the currency of the amount over which an assistant hands over: so far that of its freelancer's first service"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("assistant", sa.Column("budget_currency", sa.String(3), nullable=False, server_default="EUR"))
    op.execute(
        "UPDATE assistant SET budget_currency = (SELECT currency FROM service WHERE owner_id = assistant.person_id"
        " ORDER BY id LIMIT 1)"
        " WHERE EXISTS (SELECT 1 FROM service WHERE owner_id = assistant.person_id)"
    )


def downgrade():
    op.drop_column("assistant", "budget_currency")
