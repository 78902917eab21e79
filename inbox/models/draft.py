"""Drafts: what a person has begun to write to somebody and not sent."""

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from inbox.database import Id
from inbox.extensions import db


class Draft(db.Model):
    """One text per person and counterpart, also before their first message. Nobody else ever sees it.

    The row stays when the text goes, so that `version` never begins anew: an old page cannot take itself for a new one.
    """

    __tablename__ = "draft"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text, default="")  # '' when there is none
    excerpt: Mapped[str] = mapped_column(String(160), default="")  # what the list shows of it
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), default=None)
    version: Mapped[int] = mapped_column(Id, default=0)  # grows by one with each change
    key: Mapped[str] = mapped_column(String(64), default="")  # of the form that wrote it
    step: Mapped[int] = mapped_column(Id, default=0)  # which save of that form this was
    reply_to_file_id: Mapped[int | None] = mapped_column(Id, default=None)  # the attachment that is answered

    @classmethod
    def to(cls, person_id: int, other_id: int) -> ColumnElement[bool]:
        """What is true of the draft of that person for the other one."""
        return and_(cls.person_id == person_id, cls.other_id == other_id)
