"""Batches: what was done to many conversations at once, kept for a while so that it can be undone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person


class Batch(db.Model):
    """One action on many conversations: which ones it changed, and what they were before."""

    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_owner", "owner_id", "id"), Index("ix_batch_created", "created_at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    action: Mapped[str] = mapped_column(String(16))
    label_id: Mapped[int | None] = mapped_column(Id, default=None)  # for labels
    changed: Mapped[int]  # how many conversations
    before: Mapped[list] = mapped_column(JSON)  # [conversation id, place, snoozed until], ...
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    undone_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    @classmethod
    def of(cls, owner: Person) -> Select:
        """What that person did."""
        return select(cls).where(cls.owner_id == owner.id)
