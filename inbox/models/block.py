"""Blocks: who wants to hear nothing more of whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Moment
from inbox.extensions import db
from inbox.models.person import Person


class Block(db.Model):
    """One person's block of another. It stops both ways; only who set it can see it or take it off."""

    __tablename__ = "block"
    __table_args__ = (CheckConstraint("by_id <> of_id", name="of_somebody_else"),)

    by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    of_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @classmethod
    def between(cls, one_id: int, other_id: int) -> Select:
        """The blocks of these two, whoever set them."""
        pair = (and_(cls.by_id == one_id, cls.of_id == other_id), and_(cls.by_id == other_id, cls.of_id == one_id))
        return select(cls).where(or_(*pair))

    @classmethod
    def around(cls, viewer: Person) -> Select:
        """All blocks that the viewer set, or that others set against them."""
        return select(cls).where(or_(cls.by_id == viewer.id, cls.of_id == viewer.id))
