"""where a conversation is for each of the two, stars, labels, blocks, and what many conversations at once can be undone by"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

ELSEWHERE = "place <> 'archived' AND place <> 'snoozed' AND place <> 'spam' AND "
# (name, columns, condition); {no} and {yes} are what the databases call false and true.
INDEXES = (
    ("ix_participation_list", ["person_id", "place", "last_message_id"], None),
    (
        "ix_participation_unread",
        ["person_id", "last_message_id"],
        ELSEWHERE + "blocked IS {no} AND (unread > 0 OR marked IS {yes})",
    ),
    ("ix_participation_starred", ["person_id", "last_message_id"], "starred IS {yes}"),
    (
        "ix_participation_waiting",
        ["person_id", "last_message_id"],
        ELSEWHERE + "blocked IS {no} AND last_deleted IS {no} AND last_author_id <> person_id "
        "AND last_seq > cleared_seq",
    ),
    ("ix_participation_snoozed", ["snoozed_until"], "snoozed_until IS NOT NULL"),
)
BEFORE = (
    ("ix_participation_list", ["person_id", "last_message_id"], None),
    ("ix_participation_unread", ["person_id", "last_message_id"], "unread > 0"),
)


def upgrade():
    # No batch: it would make the tables anew, and what points at them would go with the old ones.
    op.add_column("person", sa.Column("starred", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversation", sa.Column("blocks", sa.Integer(), nullable=False, server_default="0"))
    for column in on_participation():
        op.add_column("participation", column)
    index_anew(BEFORE, INDEXES)
    op.create_table(
        "block",
        sa.Column("by_id", ID, nullable=False),
        sa.Column("of_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_block_by_id_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["of_id"], ["person.id"], name=op.f("fk_block_of_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("by_id", "of_id", name=op.f("pk_block")),
        sa.CheckConstraint("by_id <> of_id", name=op.f("ck_block_of_somebody_else")),
    )
    op.create_index(op.f("ix_block_of_id"), "block", ["of_id"])
    create_labels()
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("label_id", ID, nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_batch_owner_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index("ix_batch_owner", "batch", ["owner_id", "id"])
    op.create_index("ix_batch_created", "batch", ["created_at"])


def create_labels():
    op.create_table(
        "label",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_label_owner_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("owner_id", "folded", name=op.f("uq_label_owner_id_folded")),
        sa.UniqueConstraint("owner_id", "slot", name=op.f("uq_label_owner_id_slot")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "label_on",
        sa.Column("label_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("last_message_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_label_on_label_id_label"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "owner_id"],
            ["participation.conversation_id", "participation.person_id"],
            name=op.f("fk_label_on_conversation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("label_id", "conversation_id", name=op.f("pk_label_on")),
    )
    op.create_index("ix_label_on_list", "label_on", ["label_id", "last_message_id"])
    op.create_index("ix_label_on_conversation", "label_on", ["conversation_id", "owner_id"])


def downgrade():
    for table in ("batch", "label_on", "label", "block"):
        op.drop_table(table)
    index_anew(INDEXES, BEFORE)
    for column in reversed(on_participation()):
        op.drop_column("participation", column.name)
    op.drop_column("conversation", "blocks")
    op.drop_column("person", "starred")


def on_participation():
    """The columns that participations get."""
    return [
        sa.Column("place", sa.String(length=8), nullable=False, server_default="inbox"),
        sa.Column("starred", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("marked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("blocked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("barred", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("snoozed_until", MOMENT, nullable=True),
        sa.Column("cleared_seq", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("anew_seq", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("labels", sa.BigInteger(), nullable=False, server_default="0"),
    ]


def index_anew(old, new):
    for name, _, _ in old:
        op.drop_index(name, table_name="participation")
    for name, columns, where in new:
        wheres = {}
        if where:
            wheres["sqlite_where"] = sa.text(where.format(no="0", yes="1"))
            wheres["postgresql_where"] = sa.text(where.format(no="false", yes="true"))
        op.create_index(name, "participation", columns, **wheres)
