"""Automatic replies: what a freelancer has answered to a client who writes for the first time."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.database import Id
from inbox.extensions import db


class AutoReply(db.Model):
    """One freelancer's. A text that is off is kept."""

    __tablename__ = "auto_reply"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str] = mapped_column(Text, default="")
