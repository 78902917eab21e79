"""Offences: each time that somebody tried to write to more new people than the limit allows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.database import Id, Moment
from inbox.extensions import db


class Offence(db.Model):
    """One wait that somebody brought upon themselves, and what it followed from: the try at that moment."""

    __tablename__ = "offence"
    __table_args__ = (Index("ix_offence_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def count(cls, person_id: int, since: datetime) -> Select:
        """How many that person has since then."""
        return select(func.count()).select_from(cls).where(cls.person_id == person_id, cls.at > since)
