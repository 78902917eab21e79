"""Reports: what somebody told the moderators of, why, and how it was then."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person


class Report(db.Model):
    """One person's report of one thing: a message, later an offer, a brief or a call. It is never changed; long after
    somebody decided about it, what was kept with it is deleted.

    `evidence` is all that a moderator ever sees of a conversation: what the reporter had before their eyes in that
    moment, whatever is edited, deleted or said later (`services/reports.py::KINDS`).
    """

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("reporter_id", "kind", "thing_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    about_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    thing_id: Mapped[int] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text, default="")  # what the reporter says about it
    evidence: Mapped[list] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # since then without evidence and words

    @classmethod
    def of(cls, reporter: Person) -> Select:
        """The reports of that person: nobody else but moderators knows of them."""
        return select(cls).where(cls.reporter_id == reporter.id)
