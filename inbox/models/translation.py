"""Translations: what a message says in another language."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, String, Text, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db

PENDING, DONE, SAME, FAILED = "pending", "done", "same", "failed"
"""It waits for an engine; is there; is not needed, as the message is in that language; or `reason` says why not."""
_IS_PENDING = db.text("state = 'pending'")  # said so in a statement too, SQLite finds the index


class Translation(db.Model):
    """A message in one language, for all who may see the message: of that `revision` of its text, by that `engine`.

    Written with what asks for it, and pending until a job made it. It goes with its message, and with the text that it
    was of: what is of another revision is shown to nobody.
    """

    __tablename__ = "translation"
    __table_args__ = (Index("ix_translation_due", "due_at", sqlite_where=_IS_PENDING, postgresql_where=_IS_PENDING),)

    message_id: Mapped[int] = mapped_column(Id, ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    target: Mapped[str] = mapped_column(String(8), primary_key=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default=PENDING)
    engine: Mapped[str] = mapped_column(String(16), default="")  # who made it, or failed to
    source: Mapped[str] = mapped_column(String(8), default="")  # the language of the message; "" where only they know
    body: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(16), default="")
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    due_at: Mapped[datetime] = mapped_column(Moment, default=now)  # of the next try; who makes it has until then

    @classmethod
    def due(cls) -> Select:
        """Those that wait for a try, the oldest first."""
        return select(cls).where(_IS_PENDING, cls.due_at <= now()).order_by(cls.due_at)

    @classmethod
    def beside(cls, message, target):
        """What joins the translation of a message as it is now."""
        return and_(cls.message_id == message.id, cls.target == target, cls.revision == message.revision)


class Rendering(NamedTuple):
    """A message in the viewer's language, as its card shows it."""

    state: str
    target: str
    source: str
    engine: str
    body: str
    reason: str
