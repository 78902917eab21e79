"""Assistances: what the assistant of a freelancer did for a new client. One a conversation, for ever."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db

OPEN, HANDED, TAKEN = "open", "handed", "taken"
"""The assistant answers while the freelancer is away; it has handed over; the freelancer has taken over. It ends once,
and never begins again."""
_IS_DUE = db.text("due_at IS NOT NULL")


class Assistance(db.Model):
    """What an assistant does in one conversation. It waits for a worker while it has `due_at`.

    What the client wrote up to `done_seq` has been looked at. `steps` tells what became of it, in its order: the number
    of the client's message, of what kind the source was, its title ("" when nothing was answered), and the number of
    the answer. No text of the client is kept here."""

    __tablename__ = "assistance"
    __table_args__ = (Index("ix_assistance_due", "due_at", sqlite_where=_IS_DUE, postgresql_where=_IS_DUE),)

    conversation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    freelancer_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    reason: Mapped[str] = mapped_column(String(16), default="")  # why it was handed over: see models/assistant.py
    done_seq: Mapped[int] = mapped_column(default=0)
    asked_seq: Mapped[int | None] = mapped_column(
        default=None
    )  # of the answer that asked what the freelancer wants to know
    steps: Mapped[list] = mapped_column(JSON, default=list)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # who is at it has until then

    @classmethod
    def due(cls, before: datetime) -> Select:
        """Those that have waited for a worker since before that moment, the longest first."""
        return select(cls).where(cls.due_at.is_not(None), cls.due_at <= before).order_by(cls.due_at)


class Step(NamedTuple):
    """One look at what the client wrote."""

    message_id: int
    kind: str  # of the source, or ""
    title: str
    answer_id: int


class Assisted(NamedTuple):
    """How an assistance stands, as its freelancer's page shows it until they write themselves."""

    state: str
    reason: str
