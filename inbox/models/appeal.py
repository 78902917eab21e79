"""Appeals: what a suspended person says against it, once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.sanction import Sanction

OPEN, GRANTED, REJECTED = "open", "granted", "rejected"
BODY_MAX = 2000
_IS_OPEN = db.text("state = 'open'")


class Appeal(db.Model):
    """One appeal against one suspension. A moderator decides it, for good."""

    __tablename__ = "appeal"
    __table_args__ = (Index("ix_appeal_open", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sanction_id: Mapped[int] = mapped_column(ForeignKey("sanction.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")  # what the moderator says to the person
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), default=None)

    @classmethod
    def against(cls, sanction: Sanction) -> Select:
        """The appeal against that suspension, if there is one."""
        return select(cls).where(cls.sanction_id == sanction.id)

    @classmethod
    def open(cls) -> Select:
        """Those that wait for a decision, the oldest first."""
        return select(cls).where(cls.state == OPEN).order_by(cls.id)
