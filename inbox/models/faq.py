"""FAQ: questions that clients ask again and again, and what the freelancer answers. For the assistant to quote."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person
from inbox.text import semblance


class Faq(db.Model):
    """One question of one freelancer, in the order that they chose."""

    __tablename__ = "faq"
    __table_args__ = (
        UniqueConstraint("owner_id", "folded"),
        Index("ix_faq_order", "owner_id", "position", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300))  # `fold` of the question: no two of one person look the same
    answer: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @staticmethod
    def fold(question: str) -> str:
        """What a question looks like, no longer than its column."""
        return semblance(question)[:300]

    @classmethod
    def of(cls, owner: Person) -> Select:
        """All of that person's, in their order."""
        return select(cls).where(cls.owner_id == owner.id).order_by(cls.position, cls.id)
