"""which browser and system a login was made with"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    for column in on_login():
        op.add_column("login", column)


def downgrade():
    for column in reversed(on_login()):
        op.drop_column("login", column.name)


def on_login():
    """The columns that logins get. Of those that are there nothing is known."""
    return [
        sa.Column("browser", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("system", sa.String(length=20), nullable=False, server_default=""),
    ]
