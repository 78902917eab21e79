"""Resets: links that let somebody choose another password."""

from datetime import timedelta

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person


class Reset(db.Model):
    """One link, in one letter. It opens once, for a while, and only the newest of a person does."""

    __tablename__ = "reset"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # sha256 of what the link holds
    created_at: Mapped[object] = mapped_column(Moment, default=now)
    ended_at: Mapped[object | None] = mapped_column(Moment, default=None)

    @classmethod
    def open(cls, minutes: int) -> Select:
        """(Reset, Person) of the links that still open something."""
        recent = now() - timedelta(minutes=minutes)
        return (
            select(cls, Person)
            .join(Person, Person.id == cls.person_id)
            .where(cls.ended_at.is_(None), cls.created_at > recent)
        )
