"""Receptions: how a new client's first message is answered without the freelancer. One a conversation, for ever."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db


class Way(StrEnum):
    """What answers a first message."""

    NOTHING = "nothing"
    AWAY = "away"  # the out-of-office text
    ASSISTANT = "assistant"
    AUTO_REPLY = "auto-reply"


class Reception(db.Model):
    """The first contact of a client with a freelancer. It is open while a worker has to look at it (`due_at`)."""

    __tablename__ = "reception"
    __table_args__ = (
        Index(
            "ix_reception_due",
            "due_at",
            sqlite_where=db.text("due_at IS NOT NULL"),
            postgresql_where=db.text("due_at IS NOT NULL"),
        ),
    )

    conversation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    freelancer_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))  # what the client wrote
    way: Mapped[str | None] = mapped_column(String(16), default=None)  # a Way; none before it was decided
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    @classmethod
    def due(cls, before: datetime) -> Select:
        """Those that have waited for a worker since before that moment, the longest first."""
        return select(cls).where(cls.due_at.is_not(None), cls.due_at <= before).order_by(cls.due_at)
