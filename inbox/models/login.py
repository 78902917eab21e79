"""Log-ins: what a cookie stands for."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person


class Login(db.Model):
    """One log-in on one device. The cookie names it; once it has ended, every copy of the cookie is worth nothing."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # sha256 of what the cookie holds
    created_at: Mapped[object] = mapped_column(Moment, default=now)
    seen_at: Mapped[object] = mapped_column(Moment, default=now)
    ended_at: Mapped[object | None] = mapped_column(Moment, default=None)
    browser: Mapped[str] = mapped_column(String(20), default="", server_default="")  # a word of inbox/devices.py
    system: Mapped[str] = mapped_column(String(20), default="", server_default="")

    @classmethod
    def of(cls, person_id: int, days: int, first: int) -> Select:
        """The open log-ins of that person, the one with number `first` on top, then the last used ones."""
        found = cls.open(cls.oldest(days)).with_only_columns(cls).where(cls.person_id == person_id)
        return found.order_by(cls.id != first, cls.seen_at.desc(), cls.id.desc())

    @classmethod
    def open(cls, oldest) -> Select:
        """(Login, Person) of the log-ins that have not ended and were used since `oldest`."""
        return (
            select(cls, Person)
            .join(Person, Person.id == cls.person_id)
            .where(cls.ended_at.is_(None), cls.seen_at > oldest)
        )

    @staticmethod
    def oldest(days: int) -> datetime:
        """Since when a log-in must have been used, when it lasts for so many days without use."""
        return now() - timedelta(days=days)
