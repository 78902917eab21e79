"""Contents: what files hold. Equal bytes are stored once, whoever sent them and however they call them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db

AVAILABLE, ARCHIVING, ARCHIVED, RESTORING, DELETING = "available", "archiving", "archived", "restoring", "deleting"
UNCHECKED, CLEAN, INFECTED = "unchecked", "clean", "infected"
_MAY_BE_ARCHIVED = db.text("archive_on IS NOT NULL")
IS_ON_ITS_WAY = db.text("state IN ('archiving', 'restoring', 'deleting')")


class Content(db.Model):
    """Bytes that are stored, with the state that they are in. A row goes with the last attachment that refers to it,
    and its bytes before it: while they go it is `deleting`, and nothing may refer to it any more."""

    __tablename__ = "content"
    __table_args__ = (
        Index("ix_content_archive_on", "archive_on", sqlite_where=_MAY_BE_ARCHIVED, postgresql_where=_MAY_BE_ARCHIVED),
        Index("ix_content_moving", "state_at", sqlite_where=IS_ON_ITS_WAY, postgresql_where=IS_ON_ITS_WAY),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # sha256, in hexadecimal
    size: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(100), default="")  # its MIME type by what it holds; '' until looked at
    state: Mapped[str] = mapped_column(String(16), default=AVAILABLE)
    state_at: Mapped[datetime] = mapped_column(Moment, default=now)  # when it came into that state
    opened_at: Mapped[datetime] = mapped_column(Moment, default=now)  # the latest opening by anyone
    archive_on: Mapped[datetime | None] = mapped_column(Moment, default=None)  # None unless it is available
    verdict: Mapped[str] = mapped_column(String(16), default=UNCHECKED)
    width: Mapped[int | None] = mapped_column(default=None)  # of its thumbnail, in pixels; None without one
    height: Mapped[int | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(Text, default="")  # what it is found by
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @classmethod
    def of_digest(cls, digest: str) -> Select:
        """The content with that hash."""
        return select(cls).where(cls.digest == digest)
