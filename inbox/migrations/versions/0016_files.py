"""files: what they hold, and who sent them to whom"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MAY_BE_ARCHIVED = sa.text("archive_on IS NOT NULL")
IS_ON_ITS_WAY = sa.text("state IN ('archiving', 'restoring', 'deleting')")
IS_UNSENT = sa.text("expires_at IS NOT NULL")
IS_DUE_SOME_DAY = sa.text("delete_on IS NOT NULL")
IS_ARRIVING = sa.text("state IN ('uploading', 'processing')")


def upgrade():
    # No batch: it would make the tables anew, and what points at them would go with the old ones.
    op.add_column("conversation", sa.Column("files", sa.Integer(), nullable=False, server_default="0"))
    for table in WITH_FILES:
        op.add_column(table, sa.Column("file_names", sa.Text(), nullable=False, server_default=""))
    for table in ANSWERING:
        op.add_column(table, sa.Column("reply_to_file_id", ID, nullable=True))
    create_contents()
    create_attachments()
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


WITH_FILES = ("message", "waiting")
ANSWERING = ("message", "waiting", "draft")
INDEXES = (
    ("ix_content_archive_on", "content", ["archive_on"], MAY_BE_ARCHIVED),
    ("ix_content_moving", "content", ["state_at"], IS_ON_ITS_WAY),
    ("ix_attachment_unsent", "attachment", ["owner_id", "other_id"], IS_UNSENT),
    ("ix_attachment_expires_at", "attachment", ["expires_at"], IS_UNSENT),
    ("ix_attachment_delete_on", "attachment", ["delete_on"], IS_DUE_SOME_DAY),
    ("ix_attachment_arriving", "attachment", ["created_at"], IS_ARRIVING),
    ("ix_attachment_shared", "attachment", ["conversation_id", "id"], None),
    ("ix_attachment_message_id", "attachment", ["message_id"], None),
    ("ix_attachment_waiting_id", "attachment", ["waiting_id"], None),
    ("ix_attachment_content_id", "attachment", ["content_id"], None),
)


def create_contents():
    op.create_table(
        "content",
        sa.Column("id", ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("archive_on", MOMENT, nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
        sa.UniqueConstraint("digest", name=op.f("uq_content_digest")),
    )


def create_attachments():
    op.create_table(
        "attachment",
        sa.Column("id", ID, nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("waiting_id", ID, nullable=True),
        sa.Column("content_id", ID, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("delete_on", MOMENT, nullable=True),
        sa.Column("warned_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        points_at("owner_id", "person"),
        points_at("other_id", "person"),
        points_at("conversation_id", "conversation"),
        points_at("message_id", "message"),
        points_at("waiting_id", "waiting", ondelete="SET NULL"),
        points_at("content_id", "content"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("token", name=op.f("uq_attachment_token")),
    )


def points_at(column: str, table: str, **more) -> sa.ForeignKeyConstraint:
    """A foreign key, named as the models name it."""
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_attachment_{column}_{table}"), **more)


def downgrade():
    op.drop_table("attachment")
    op.drop_table("content")
    for table in ANSWERING:
        op.drop_column(table, "reply_to_file_id")
    for table in WITH_FILES:
        op.drop_column(table, "file_names")
    op.drop_column("conversation", "files")
