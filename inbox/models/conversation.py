"""Conversations: one per pair of people."""

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db


class Conversation(db.Model):
    """What two people said to each other.

    `seq` grows by one with each change (a message, an edit, a deletion), under the lock of this row: whoever has seen
    everything up to N asks for what changed since N, and a gap is never silent.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="pair_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[object] = mapped_column(Moment, default=now)

    @property
    def people(self) -> tuple[int, int]:
        return self.low_id, self.high_id

    @classmethod
    def between(cls, one_id: int, other_id: int) -> Select:
        """The conversation of these two."""
        return select(cls).where(cls.low_id == min(one_id, other_id), cls.high_id == max(one_id, other_id))

    @classmethod
    def of(cls, viewer) -> Select:
        """The conversations that the viewer takes part in."""
        return select(cls).where(or_(cls.low_id == viewer.id, cls.high_id == viewer.id))
