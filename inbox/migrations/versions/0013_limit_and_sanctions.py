"""who opened a conversation and who wrote in it, offences, warnings, suspensions and appeals"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ON_PERSON = ("administrator", "limited_until", "suspended_at", "warned")
ON_CONVERSATION = ("opener_id", "wrote")


def upgrade():
    # No batch: it would make the tables anew, and what points at them would go with the old ones.
    op.add_column("person", sa.Column("administrator", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("person", sa.Column("limited_until", MOMENT, nullable=True))
    op.add_column("person", sa.Column("suspended_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("warned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("conversation", sa.Column("opener_id", ID, nullable=True))
    op.add_column("conversation", sa.Column("wrote", sa.Integer(), nullable=False, server_default="0"))
    fill()
    op.create_index("ix_conversation_opened", "conversation", ["opener_id", "created_at"])
    create_offences()
    create_sanctions()


def fill():
    """What was taken back was said: who has ever written is a contact."""
    said = "EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = conversation.id AND m.author_id = {side})"
    parts = [f"CASE WHEN {said.format(side=side)} THEN {bit} ELSE 0 END" for side, bit in (("low_id", 1), ("high_id", 2))]
    first = "SELECT m.author_id FROM message m WHERE m.conversation_id = conversation.id ORDER BY m.seq LIMIT 1"
    op.execute(f"UPDATE conversation SET wrote = {' + '.join(parts)}, opener_id = ({first})")


def create_offences():
    op.create_table(
        "offence",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offence_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offence")),
    )
    op.create_index("ix_offence_person", "offence", ["person_id", "at"])


def create_sanctions():
    op.create_table(
        "sanction",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sanction_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sanction_by_id_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_sanction_lifted_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
    )
    op.create_index("ix_sanction_person", "sanction", ["person_id", "id"])
    in_force = sa.text("kind = 'suspension' AND lifted_at IS NULL")
    op.create_index(
        "uq_sanction_in_force", "sanction", ["person_id"], unique=True, sqlite_where=in_force, postgresql_where=in_force
    )
    op.create_table(
        "appeal",
        sa.Column("id", ID, nullable=False),
        sa.Column("sanction_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["sanction_id"], ["sanction.id"], name=op.f("fk_appeal_sanction_id_sanction"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appeal_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_appeal_decided_by_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("sanction_id", name=op.f("uq_appeal_sanction_id")),
    )
    op.create_index(op.f("ix_appeal_person_id"), "appeal", ["person_id"])
    is_open = sa.text("state = 'open'")
    op.create_index("ix_appeal_open", "appeal", ["id"], sqlite_where=is_open, postgresql_where=is_open)


def downgrade():
    for table in ("appeal", "sanction", "offence"):
        op.drop_table(table)
    op.drop_index("ix_conversation_opened", table_name="conversation")
    for column in ON_CONVERSATION:
        op.drop_column("conversation", column)
    for column in ON_PERSON:
        op.drop_column("person", column)
