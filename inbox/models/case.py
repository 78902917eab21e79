"""Cases: what moderators decide, one after the other: a report or an appeal."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.appeal import Appeal
from inbox.models.person import Person
from inbox.models.report import Report
from inbox.models.sanction import SUSPENSION, Sanction

OPEN, CLOSED = "open", "closed"
MINE = "mine"
PARTS = (OPEN, MINE, CLOSED)
"""Of the queue: what waits, what the moderator who looks has decided, and all that was decided."""
DISMISSED, WARNED, SUSPENDED = "dismissed", "warned", "suspended"
ACTED = (WARNED, SUSPENDED)


class Case(db.Model):
    """One report or one appeal, from its coming in until somebody has decided it. The queue goes by its number: the
    oldest first, or of the closed ones the newest."""

    __tablename__ = "moderation_case"  # "case" is a word of SQL
    __table_args__ = (
        Index("ix_moderation_case_queue", "state", "id"),
        Index("ix_moderation_case_about", "about_id", "id"),
        Index("ix_moderation_case_closed_by", "closed_by_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("report.id", ondelete="CASCADE"), unique=True, default=None
    )
    appeal_id: Mapped[int | None] = mapped_column(
        ForeignKey("appeal.id", ondelete="CASCADE"), unique=True, default=None
    )
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    sanction_id: Mapped[int | None] = mapped_column(
        ForeignKey("sanction.id", ondelete="SET NULL"), index=True, default=None
    )  # what came of it
    opened_at: Mapped[datetime] = mapped_column(Moment, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), default=None)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state == OPEN

    @classmethod
    def of(cls, viewer: Person) -> Select:
        """The cases that the viewer may look at: a moderator all but those about themselves."""
        return select(cls).where(cls.about_id != viewer.id, db.literal(viewer.moderates))

    @classmethod
    def queue(cls, viewer: Person, part: str, after: int | None) -> Select:
        """(case, whom it is about, the reason of its report or none): those of that part, from that number on."""
        asked = cls.closed_by_id == viewer.id if part == MINE else cls.state == part
        found = cls.of(viewer).add_columns(Person, Report.reason).where(asked)
        found = found.join(Person, Person.id == cls.about_id).outerjoin(Report, Report.id == cls.report_id)
        if part == OPEN:
            return found.where(cls.id > (after or 0)).order_by(cls.id)
        return (found.where(cls.id < after) if after else found).order_by(cls.id.desc())

    @classmethod
    def count_open(cls, viewer: Person, most: int) -> Select:
        """How many wait, up to that number: a long queue is counted no longer than a short one."""
        found = cls.of(viewer).where(cls.state == OPEN).with_only_columns(cls.id).limit(most)
        return select(db.func.count()).select_from(found.subquery())

    @classmethod
    def next_after(cls, viewer: Person, id_: int) -> Select:
        """The number of the open one that comes after that one."""
        found = cls.of(viewer).where(cls.state == OPEN, cls.id > id_)
        return found.with_only_columns(cls.id).order_by(cls.id).limit(1)

    @classmethod
    def of_reporter(cls, viewer: Person, before: int | None = None) -> Select:
        """(report, whom it is about, its state, whether something was done, when it was decided) of what the viewer
        reported, the newest first: nothing of what was done, or by whom."""
        said = (Report, Person, cls.state, cls.outcome.in_(ACTED), cls.closed_at)
        found = select(*said).join(cls, cls.report_id == Report.id).join(Person, Person.id == Report.about_id)
        found = found.where(Report.reporter_id == viewer.id).order_by(Report.id.desc())
        return found.where(Report.id < before) if before else found

    @classmethod
    def whole(cls, viewer: Person, id_: int) -> Select:
        """(case, report, reporter, appeal, what is appealed against, whom it is about, the suspension of that person
        that stands) of the one with that number."""
        reporter, about = aliased(Person, name="reporter"), aliased(Person, name="about")
        contested, standing = aliased(Sanction, name="contested"), aliased(Sanction, name="standing")
        in_force = (standing.person_id == cls.about_id, standing.kind == SUSPENSION, standing.lifted_at.is_(None))
        found = cls.of(viewer).add_columns(Report, reporter, Appeal, contested, about, standing).where(cls.id == id_)
        found = found.join(about, about.id == cls.about_id).outerjoin(Report, Report.id == cls.report_id)
        found = found.outerjoin(reporter, reporter.id == Report.reporter_id)
        found = found.outerjoin(Appeal, Appeal.id == cls.appeal_id)
        found = found.outerjoin(contested, contested.id == Appeal.sanction_id)
        return found.outerjoin(standing, db.and_(*in_force))
