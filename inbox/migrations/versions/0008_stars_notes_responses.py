"""stars, private notes, and how fast freelancers answer new clients"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

# Who asked whom first, and when the answer came, of the conversations that are there.
FILL = """
UPDATE conversation SET
  asked_id = CASE WHEN low_id = first.author_id THEN high_id ELSE low_id END,
  asked_at = first.created_at,
  answered_at = (
    SELECT MIN(answer.created_at) FROM message AS answer
    WHERE answer.conversation_id = conversation.id AND answer.author_id <> first.author_id
      AND answer.deleted_at IS NULL AND answer.kind = 'message')
FROM message AS first
WHERE first.conversation_id = conversation.id AND first.seq = 1 AND first.deleted_at IS NULL
  AND EXISTS (SELECT 1 FROM person AS client WHERE client.id = first.author_id AND client.role_client)
  AND EXISTS (
    SELECT 1 FROM person AS freelancer WHERE freelancer.role_freelancer
      AND freelancer.id IN (conversation.low_id, conversation.high_id) AND freelancer.id <> first.author_id)
"""


def upgrade():
    # No batches for tables that are there: these would make them anew, and what points at them would go.
    op.create_table(
        "star",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("service_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (service_id IS NULL)", name=op.f("ck_star_on_one_thing")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_star_owner_id_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_star_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_star_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_star")),
        sa.UniqueConstraint("owner_id", "person_id", name=op.f("uq_star_owner_id_person_id")),
        sa.UniqueConstraint("owner_id", "service_id", name=op.f("uq_star_owner_id_service_id")),
    )
    op.create_index("ix_star_owner", "star", ["owner_id", "id"], unique=False)
    op.create_index(op.f("ix_star_person_id"), "star", ["person_id"], unique=False)
    op.create_index(op.f("ix_star_service_id"), "star", ["service_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_note_about_id_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_note_owner_id_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", "about_id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_about_id"), "note", ["about_id"], unique=False)
    op.add_column("conversation", sa.Column("asked_id", ID, nullable=True))
    op.add_column("conversation", sa.Column("asked_at", MOMENT, nullable=True))
    op.add_column("conversation", sa.Column("answered_at", MOMENT, nullable=True))
    op.create_index(
        "ix_conversation_asked",
        "conversation",
        ["asked_id", "asked_at"],
        unique=False,
        sqlite_where=sa.text("asked_id IS NOT NULL"),
        postgresql_where=sa.text("asked_id IS NOT NULL"),
    )
    op.add_column("person", sa.Column("response_seconds", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("response_rate", sa.Integer(), nullable=True))
    op.execute(FILL)


def downgrade():
    op.drop_column("person", "response_rate")
    op.drop_column("person", "response_seconds")
    op.drop_index("ix_conversation_asked", table_name="conversation")
    for name in ("answered_at", "asked_at", "asked_id"):
        op.drop_column("conversation", name)
    op.drop_table("note")
    op.drop_table("star")
