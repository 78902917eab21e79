"""Messages that wait: held for a few seconds, or scheduled. Nobody but their author sees them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import Message, Written, said
from inbox.models.person import Person
from inbox.text import excerpt

HELD, SCHEDULED = "held", "scheduled"
WAITING, REFUSED, RELEASED, CANCELLED = "waiting", "refused", "released", "cancelled"
LISTED = (WAITING, REFUSED)
_IS_LISTED, _IS_WAITING = db.text("state IN ('waiting', 'refused')"), db.text("state = 'waiting'")
"""Said like this in a statement too, SQLite finds the index: what comes as a parameter it knows too late."""


class Waiting(db.Model):
    """A message that is not sent yet: no place in the conversation, and no row that others could come across.

    The row outlives its wait for a while, so that a form that comes again finds out what became of it.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        UniqueConstraint("author_id", "other_id", "key"),
        Index("ix_waiting_due", "due_at", sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING),
        Index("ix_waiting_list", "author_id", "due_at", "id", sqlite_where=_IS_LISTED, postgresql_where=_IS_LISTED),
        Index("ix_waiting_ended", "ended_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64))  # of the form that made it, and of the message that it becomes
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    body: Mapped[str] = mapped_column(Text)  # '' once it is a message; one that was cancelled can still be put back
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), default=None)
    due_at: Mapped[datetime] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str] = mapped_column(String(300), default="")  # why it was not sent, in its author's language
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    file_names: Mapped[str] = mapped_column(Text, default="", server_default="")  # of its files, one a line
    reply_to_file_id: Mapped[int | None] = mapped_column(Id, default=None)  # the attachment that is answered
    original: Mapped[str | None] = mapped_column(Text, default=None)  # as of a message (`Written`)
    source: Mapped[str | None] = mapped_column(String(8), default=None)
    engine: Mapped[str | None] = mapped_column(String(16), default=None)
    target: Mapped[str | None] = mapped_column(String(8), default=None)

    @property
    def written(self) -> Written | None:
        """What its author wrote before they had it translated, if they did."""
        return Written(self.original, self.source, self.engine, self.target or "") if self.original else None

    @property
    def is_changeable(self) -> bool:
        """Whether its text and time may be changed: what is held for seconds is taken back instead."""
        return self.state == REFUSED or (self.state == WAITING and self.kind == SCHEDULED)

    @classmethod
    def of(cls, author) -> Select:
        """All that this person wrote to wait, also what has ended."""
        return select(cls).where(cls.author_id == author.id)

    @classmethod
    def due(cls, at: datetime) -> Select:
        """What is to be sent at that moment. A clock that was set back holds nothing for longer."""
        is_over = or_(cls.due_at <= at, and_(cls.kind == HELD, cls.created_at > at))
        return select(cls).where(_IS_WAITING, is_over).order_by(cls.due_at, cls.id)


class Wait(NamedTuple):
    """A waiting message as pages draw it for its author."""

    id: int
    kind: str
    refused: bool
    refusal: str
    body: str
    excerpt: str
    due_at: datetime
    username: str  # of the other one, whose name it is too, and whose time zone
    name: str
    time_zone: str
    files: int
    answers: str | None  # the message that it answers, in one line; '' when that was deleted

    @property
    def held(self) -> bool:
        return self.kind == HELD

    @property
    def changeable(self) -> bool:
        return self.refused or not self.held


_Quoted = aliased(Message, name="quoted")


def select_waits(author) -> Select:
    """What `waits` needs of what that person has waiting, the soonest first."""
    columns = (Waiting, Person, _Quoted.id, _Quoted.body, _Quoted.file_names)
    return (
        select(*columns)
        .join(Person, Person.id == Waiting.other_id)
        .outerjoin(_Quoted, _Quoted.id == Waiting.reply_to_id)
        .where(Waiting.author_id == author.id, Waiting.state.in_(LISTED))
        .order_by(Waiting.due_at, Waiting.id)
    )


def waits(found: Sequence) -> tuple[Wait, ...]:
    """The waiting messages from what `select_waits` selected."""
    return tuple(
        Wait(
            id=row.id,
            kind=row.kind,
            refused=row.state == REFUSED,
            refusal=row.refusal,
            body=row.body,
            excerpt=excerpt(said(row.body, row.file_names), 140),
            files=len(row.file_names.split("\n")) if row.file_names else 0,
            due_at=row.due_at,
            username=other.username,
            name=other.name,
            time_zone=other.time_zone,
            answers=None if quoted_id is None else excerpt(said(quoted_body or "", quoted_names or ""), 140),
        )
        for row, other, quoted_id, quoted_body, quoted_names in found
    )


def already_said(author, other, key: str) -> Select:
    """The message that this form has become, if it has."""
    pair = Conversation.between(author.id, other.id).with_only_columns(Conversation.id).scalar_subquery()
    return select(Message).where(Message.author_id == author.id, Message.conversation_id == pair, Message.key == key)
