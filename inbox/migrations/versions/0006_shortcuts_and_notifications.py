"""whether shortcuts work, and what the browser may tell of new messages"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# In the order of making; who is there already keeps the shortcuts and has asked for no notification.
COLUMNS = {"shortcuts": sa.true(), "notify": sa.false(), "notify_text": sa.false()}


def upgrade():
    # No batch: it would make the table anew, and what points at people would go with the old one.
    for name, default in COLUMNS.items():
        op.add_column("person", sa.Column(name, sa.Boolean(), nullable=False, server_default=default))


def downgrade():
    for name in reversed(COLUMNS):
        op.drop_column("person", name)
