"""Letters: mails that are to be sent."""

import secrets

from sqlalchemy import Index, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db


class Letter(db.Model):
    """One mail: written in the transaction that gives rise to it, and open until it was sent or given up.

    It names its receiver as somebody typed the name, so that a request writes the same row whether anybody has it.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index(
            "ix_letter_due",
            "due_at",
            sqlite_where=db.text("closed_at IS NULL"),
            postgresql_where=db.text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(254))  # a username or an e-mail address
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_urlsafe(16))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[object] = mapped_column(Moment, default=now)
    due_at: Mapped[object] = mapped_column(Moment, default=now)  # of the next try
    closed_at: Mapped[object | None] = mapped_column(Moment, default=None)

    @classmethod
    def open_since(cls, moment) -> Select:
        """How many were written before that and are still open; at most a hundred are counted."""
        found = select(cls.id).where(cls.closed_at.is_(None), cls.created_at < moment).limit(100)
        return select(func.count()).select_from(found.subquery())

    @classmethod
    def due(cls) -> Select:
        """Those that wait for a try, the oldest first."""
        return select(cls).where(cls.closed_at.is_(None), cls.due_at <= now()).order_by(cls.due_at)
