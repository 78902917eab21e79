"""what a moderator has decided, by that moderator"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_moderation_case_closed_by", "moderation_case", ["closed_by_id", "id"])


def downgrade():
    op.drop_index("ix_moderation_case_closed_by", "moderation_case")
