"""reports, the cases that moderators decide, and the record of what they looked at and did"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    create_reports()
    create_cases()
    create_records()
    adopt_appeals()


def create_reports():
    op.create_table(
        "report",
        sa.Column("id", ID, nullable=False),
        sa.Column("reporter_id", ID, nullable=True),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("thing_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name=op.f("fk_report_reporter_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["person.id"], name=op.f("fk_report_about_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("reporter_id", "kind", "thing_id", name=op.f("uq_report_reporter_id_kind_thing_id")),
    )
    op.create_index(op.f("ix_report_about_id"), "report", ["about_id"])


def create_cases():
    op.create_table(
        "moderation_case",
        sa.Column("id", ID, nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("report_id", ID, nullable=True),
        sa.Column("appeal_id", ID, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("sanction_id", ID, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", ID, nullable=True),
        points_at("about_id", "person", "CASCADE"),
        points_at("report_id", "report", "CASCADE"),
        points_at("appeal_id", "appeal", "CASCADE"),
        points_at("sanction_id", "sanction", "SET NULL"),
        points_at("closed_by_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("report_id", name=op.f("uq_moderation_case_report_id")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_moderation_case_appeal_id")),
    )
    op.create_index("ix_moderation_case_queue", "moderation_case", ["state", "id"])
    op.create_index("ix_moderation_case_about", "moderation_case", ["about_id", "id"])
    op.create_index(op.f("ix_moderation_case_sanction_id"), "moderation_case", ["sanction_id"])


def points_at(column, table, ondelete):
    name = op.f(f"fk_moderation_case_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=ondelete)


def create_records():
    op.create_table(
        "record",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("about_id", ID, nullable=True),
        sa.Column("sanction_id", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_case_id"), "record", ["case_id"])
    if op.get_context().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER record_no_{act.lower()} BEFORE {act} ON record"
                " BEGIN SELECT RAISE(ABORT, 'records are only ever added'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'records are only ever added'; END $$"
        )
        op.execute(
            "CREATE TRIGGER record_stays BEFORE UPDATE OR DELETE ON record"
            " FOR EACH ROW EXECUTE FUNCTION record_refuse()"
        )


def adopt_appeals():
    """Appeals that were made before there was a queue."""
    op.execute(
        "INSERT INTO moderation_case (about_id, appeal_id, state, outcome, opened_at)"
        " SELECT person_id, id, 'open', '', created_at FROM appeal WHERE state = 'open' ORDER BY id"
    )


def downgrade():
    op.drop_table("record")
    if op.get_context().dialect.name != "sqlite":
        op.execute("DROP FUNCTION record_refuse()")
    op.drop_table("moderation_case")
    op.drop_table("report")
