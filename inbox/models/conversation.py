"""Conversations: one per pair of people."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.participation import SPAM, Participation

LOW, HIGH = 1, 2


class Conversation(db.Model):
    """What two people said to each other.

    `seq` grows by one with each change (a message, an edit, a deletion), under the lock of this row: whoever has seen
    everything up to N asks for what changed since N, and a gap is never silent.

    `opener_id` is who began it with somebody outside of their contacts: it counts for the limit of so many new people.
    `asked_id` is the freelancer whom a new client asked, if it began so: when the question came, and its first answer.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="pair_in_order"),
        Index(
            "ix_conversation_asked",
            "asked_id",
            "asked_at",
            sqlite_where=db.text("asked_id IS NOT NULL"),
            postgresql_where=db.text("asked_id IS NOT NULL"),
        ),
        Index("ix_conversation_opened", "opener_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[object] = mapped_column(Moment, default=now)
    asked_id: Mapped[int | None] = mapped_column(Id, default=None)
    asked_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    blocks: Mapped[int] = mapped_column(default=0, server_default="0")  # LOW | HIGH: who of the two blocked the other
    opener_id: Mapped[int | None] = mapped_column(Id, default=None)
    wrote: Mapped[int] = mapped_column(default=0, server_default="0")  # LOW | HIGH: who of the two has ever written
    files: Mapped[int] = mapped_column(default=0, server_default="0")  # sent in it, deleted ones too

    low_language: Mapped[str] = mapped_column(String(8), default="", server_default="")  # what that one last wrote in
    high_language: Mapped[str] = mapped_column(String(8), default="", server_default="")

    @property
    def people(self) -> tuple[int, int]:
        return self.low_id, self.high_id

    def side_of(self, person_id: int) -> int:
        """That person's part of `blocks` and `wrote`."""
        return LOW if person_id == self.low_id else HIGH

    def language_of(self, person_id: int) -> str:
        """The language in which that person last wrote here, as far as it is known."""
        return self.low_language if person_id == self.low_id else self.high_language

    def is_blocked_by(self, person_id: int) -> bool:
        """Whether that one of the two blocked the other."""
        return bool(self.blocks & self.side_of(person_id))

    def has_heard(self, person_id: int) -> bool:
        """Whether the other one of the two has ever written to that person: then they are a contact of theirs."""
        return bool(self.wrote & ~self.side_of(person_id))

    @classmethod
    def opened_by(cls, person_id, since) -> Select:
        """When that person opened conversations since then, the earliest first. One whose time has not come yet,
        because the clock was set back, counts too."""
        found = select(cls.created_at).where(cls.opener_id == person_id, cls.created_at > since)
        return found.order_by(cls.created_at)

    @classmethod
    def between(cls, one_id: int, other_id: int) -> Select:
        """The conversation of these two."""
        return cls.of_pair(*sorted((one_id, other_id)))

    @classmethod
    def of_pair(cls, low_id, high_id) -> Select:
        """The conversation of these two, the lower number first."""
        return select(cls).where(cls.low_id == low_id, cls.high_id == high_id)

    @classmethod
    def of(cls, viewer) -> Select:
        """The conversations that the viewer takes part in."""
        return select(cls).where(or_(cls.low_id == viewer.id, cls.high_id == viewer.id))

    @classmethod
    def asking(cls, freelancers: Iterable[int], since: datetime) -> Select:
        """(asked_id, asked_at, answered_at) of the new clients who asked these freelancers since then. Whose question
        does not count is left out here: spam, and people whom the freelancer blocked."""
        theirs = (Participation.conversation_id == cls.id, Participation.person_id == cls.asked_id)
        counts = (Participation.place != SPAM, Participation.blocked.is_(False))
        found = select(cls.asked_id, cls.asked_at, cls.answered_at).join(Participation, and_(*theirs)).where(*counts)
        return found.where(cls.asked_id.in_(list(freelancers)), cls.asked_at >= since)
