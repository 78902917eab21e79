"""Drafts: what a person has begun to write to somebody and not sent."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db

_IS_PENDING = db.text("translation = 'pending'")  # said so in a statement too, SQLite finds the index


class Draft(db.Model):
    """One text per person and counterpart, also before their first message. Nobody else ever sees it.

    The row stays when the text goes, so that `version` never begins anew: an old page cannot take itself for a new one.

    Its author may have it translated before it is sent. `translation` is how far that is, in the words of Translation;
    once it is done the text is `body`, and `original` what was typed.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_translation", "due_at", sqlite_where=_IS_PENDING, postgresql_where=_IS_PENDING),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text, default="")  # '' when there is none
    excerpt: Mapped[str] = mapped_column(String(160), default="")  # what the list shows of it
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), default=None)
    version: Mapped[int] = mapped_column(Id, default=0)  # grows by one with each change
    key: Mapped[str] = mapped_column(String(64), default="")  # of the form that wrote it
    step: Mapped[int] = mapped_column(Id, default=0)  # which save of that form this was
    reply_to_file_id: Mapped[int | None] = mapped_column(Id, default=None)  # the attachment that is answered
    translation: Mapped[str] = mapped_column(String(8), default="", server_default="")  # '' when nobody asked for one
    target: Mapped[str] = mapped_column(String(8), default="", server_default="")  # into which language last
    original: Mapped[str] = mapped_column(Text, default="", server_default="")  # '' while `body` is what was typed
    source: Mapped[str] = mapped_column(String(8), default="", server_default="")  # the language of `original`
    engine: Mapped[str] = mapped_column(String(16), default="", server_default="")  # who made it, or failed to
    reason: Mapped[str] = mapped_column(String(16), default="", server_default="")  # why there is none
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # of the next try, as of a Translation

    @classmethod
    def to(cls, person_id: int, other_id: int) -> ColumnElement[bool]:
        """What is true of the draft of that person for the other one."""
        return and_(cls.person_id == person_id, cls.other_id == other_id)

    @classmethod
    def to_be_translated(cls) -> Select:
        """Those whose translation waits for a try, the oldest first."""
        return select(cls).where(_IS_PENDING, cls.due_at <= now()).order_by(cls.due_at)

    def forget_translation(self) -> None:
        """What was typed counts again; in which language it was wanted is remembered."""
        self.translation = self.original = self.source = self.engine = self.reason = ""
