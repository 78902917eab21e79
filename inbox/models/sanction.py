"""Sanctions: warnings and suspensions, by a moderator or by the rules themselves."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db

WARNING, SUSPENSION = "warning", "suspension"
SPAM = "spam"
REASONS = {
    SPAM: _l("Spam or advertising"),
    "payment": _l("Payment outside Halle"),
    "insult": _l("Insult or threat"),
    "someone_else": _l("Someone else"),
    "other": _l("Something else"),
}
"""Every reason, and what pages call it."""
_IN_FORCE = db.text("kind = 'suspension' AND lifted_at IS NULL")


class Sanction(db.Model):
    """One warning, or one suspension until it is lifted. Its number is that of the case.

    `by_id` is the moderator; nobody, when it followed from the rules. Only the person and moderators see it.
    """

    __tablename__ = "sanction"
    __table_args__ = (
        Index("ix_sanction_person", "person_id", "id"),
        Index("uq_sanction_in_force", "person_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text, default="")  # what the moderator says to the person
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), default=None)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # a warning: when the person confirmed it
    lifted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), default=None)

    @property
    def case(self) -> str:
        """What the person calls it when they write about it."""
        return f"S-{self.id:04d}"

    @property
    def reason_name(self):
        """What pages call its reason."""
        return REASONS.get(self.reason, REASONS["other"])

    @classmethod
    def of(cls, person) -> Select:
        """All that were ever set against that person, the newest first."""
        return select(cls).where(cls.person_id == person.id).order_by(cls.id.desc())

    @classmethod
    def in_force(cls, person) -> Select:
        """The suspension of that person that stands."""
        return cls.of(person).where(cls.kind == SUSPENSION, cls.lifted_at.is_(None))

    @classmethod
    def unseen(cls, person) -> Select:
        """The warnings that the person has not confirmed yet, the oldest first."""
        found = select(cls).where(cls.person_id == person.id, cls.kind == WARNING)
        return found.where(cls.seen_at.is_(None)).order_by(cls.id)

    @classmethod
    def count_warnings(cls, person_id: int) -> Select:
        """How many warnings for spam that person has since the last suspension that was lifted: it starts anew then."""
        lifted = select(func.max(cls.id)).where(cls.person_id == person_id, cls.lifted_at.is_not(None))
        after = func.coalesce(lifted.scalar_subquery(), 0)
        found = select(func.count()).select_from(cls)
        return found.where(cls.person_id == person_id, cls.kind == WARNING, cls.reason == SPAM, cls.id > after)
