"""translations, and the languages of messages and people"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ADDED = {
    "message": [("language", sa.String(8), sa.text("''")), ("heard", sa.Boolean(), sa.true())],
    "conversation": [(f"{side}_language", sa.String(8), sa.text("''")) for side in ("low", "high")],
    "participation": [("translate_to", sa.String(8), sa.text("''")), ("translation_chosen", sa.Boolean(), sa.false())],
    "person": [("translate_to", sa.String(8), sa.text("'en'")), ("translates", sa.Boolean(), sa.false())],
}
"""Of the messages that are there nobody finds out the language until somebody asks for a translation."""
Moment, Id = sa.DateTime(timezone=True), sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade():
    for table, columns in ADDED.items():
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    unheard = {"sqlite_where": sa.text("NOT heard"), "postgresql_where": sa.text("NOT heard")}
    op.create_index("ix_message_unheard", "message", ["id"], **unheard)
    op.create_table(
        "translation",
        sa.Column("message_id", Id, nullable=False),
        sa.Column("target", sa.String(8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_translation_message_id_message"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "target", name=op.f("pk_translation")),
    )
    pending = {"sqlite_where": sa.text("state = 'pending'"), "postgresql_where": sa.text("state = 'pending'")}
    op.create_index("ix_translation_due", "translation", ["due_at"], **pending)


def downgrade():
    op.drop_table("translation")
    op.drop_index("ix_message_unheard", "message")
    for table, columns in ADDED.items():
        for name, *_ in columns:
            op.drop_column(table, name)
