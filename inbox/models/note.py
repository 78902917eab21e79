"""Private notes: what somebody writes down about a person they talk with. Nobody else ever sees them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.database import Moment
from inbox.extensions import db
from inbox.models.person import Person


class Note(db.Model):
    """One person's note about another. One that was emptied stays as an empty row, so that `revision` only grows.

    A person has few notes, so a search looks through all of their `line`s and there is no index of them.
    """

    __tablename__ = "note"

    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    body: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime] = mapped_column(Moment)
    line: Mapped[str] = mapped_column(Text, default="", server_default="")  # its words, as a search compares them

    @classmethod
    def of(cls, owner: Person, about: Person) -> Select:
        """The owner's note about that person."""
        return select(cls).where(cls.owner_id == owner.id, cls.about_id == about.id)

    @classmethod
    def saying(cls, owner: Person, phrases: Iterable[str]) -> Select:
        """(note, whom it is about): the owner's notes that say all of these (as `words.line` writes them)."""
        found = select(cls, Person).join(Person, Person.id == cls.about_id).where(cls.owner_id == owner.id)
        return found.where(*(cls.line.contains(phrase, autoescape=True) for phrase in phrases))
