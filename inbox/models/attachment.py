"""Attachments: the files that people send each other, from their first byte on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models import content
from inbox.models.content import Content
from inbox.models.message import Message

UPLOADING, PROCESSING, AVAILABLE, FAILED, DELETED = "uploading", "processing", "available", "failed", "deleted"
UNSCANNED = "unscanned"
"""The virus scanner takes nothing so large: a file that cannot be had for good."""
NAME_MAX = 255
_IS_UNSENT = db.text("expires_at IS NOT NULL")
_IS_DUE_SOME_DAY = db.text("delete_on IS NOT NULL")
_IS_KEPT = db.text("quick_reply_id IS NOT NULL")
IS_ARRIVING = db.text("state IN ('uploading', 'processing')")  # said like this, SQLite finds the index


class Attachment(db.Model):
    """One file of one person for another: while it arrives, while its message is written or waits, and once it is sent.

    Its bytes lie in `arriving` under its token while it is `uploading` and `processing`; from then on they are those of
    its content. One that was sent stays as a row when it is deleted, so that its card can say so. Those of a quick
    reply are for its owner, and stay: a message gets attachments of its own to the same contents."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_unsent", "owner_id", "other_id", sqlite_where=_IS_UNSENT, postgresql_where=_IS_UNSENT),
        Index("ix_attachment_expires_at", "expires_at", sqlite_where=_IS_UNSENT, postgresql_where=_IS_UNSENT),
        Index("ix_attachment_delete_on", "delete_on", sqlite_where=_IS_DUE_SOME_DAY, postgresql_where=_IS_DUE_SOME_DAY),
        Index("ix_attachment_arriving", "created_at", sqlite_where=IS_ARRIVING, postgresql_where=IS_ARRIVING),
        Index("ix_attachment_shared", "conversation_id", "id"),
        Index("ix_attachment_kept", "quick_reply_id", sqlite_where=_IS_KEPT, postgresql_where=_IS_KEPT),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), default=None)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True, default=None)
    waiting_id: Mapped[int | None] = mapped_column(
        ForeignKey("waiting.id", ondelete="SET NULL"), index=True, default=None
    )
    content_id: Mapped[int | None] = mapped_column(ForeignKey("content.id"), index=True, default=None)
    digest: Mapped[str | None] = mapped_column(String(64), default=None)  # noted before the bytes leave `arriving`
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    size: Mapped[int] = mapped_column(BigInteger)  # while it arrives: what room is reserved for
    offset: Mapped[int] = mapped_column(BigInteger, default=0)  # so many bytes have arrived
    state: Mapped[str] = mapped_column(String(16), default=UPLOADING)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # None once it waits or is sent
    sent_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    delete_on: Mapped[datetime | None] = mapped_column(Moment, default=None)  # None before, and once it is deleted
    warned_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    quick_reply_id: Mapped[int | None] = mapped_column(Id, default=None)  # which goes after its files
    kept: Mapped[int] = mapped_column(BigInteger, default=0)  # so much of it survives a power cut, while it is unsent
    kept_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # since when

    @property
    def is_whole(self) -> bool:
        """Whether all of it has arrived."""
        return self.state in (PROCESSING, AVAILABLE)

    @classmethod
    def seen_by(cls, viewer, *columns) -> Select:
        """The sent ones that the viewer may see: those of the messages that they see, which were not deleted."""
        found = Message.of(viewer).where(Message.deleted_at.is_(None)).with_only_columns(*columns or (cls,))
        return found.join(cls, cls.message_id == Message.id)

    @classmethod
    def unsent_of(cls, owner_id) -> Select:
        """What that person has uploaded, or begun to, and neither sent nor put into a message that waits."""
        return select(cls).where(cls.owner_id == owner_id, cls.expires_at.is_not(None)).order_by(cls.id)

    @classmethod
    def kept_with(cls, reply_ids) -> Select:
        """The files of these quick replies, in the order of their coming."""
        return select(cls).where(cls.quick_reply_id.in_(reply_ids)).order_by(cls.id)

    @classmethod
    def has_begun(cls, owner_id, other_id) -> ColumnElement[bool]:
        """A column: whether there is any that is meant for that one."""
        return cls.unsent_of(owner_id).where(cls.other_id == other_id).order_by(None).exists()


class File(NamedTuple):
    """A file as pages draw it."""

    id: int
    token: str
    name: str
    size: int
    kind: str  # its MIME type, or '' while nobody knows it
    state: str  # uploading, processing, available, archived, restoring, late, failed, unscanned, deleted
    offset: int
    width: int | None  # of its thumbnail
    height: int | None
    archive_on: datetime | None
    delete_on: datetime | None
    ready_at: datetime | None  # when a restore is over at the latest
    hours_left: int | None  # until then, begun ones too
    at: datetime | None  # of sending
    message_id: int | None = None
    seq: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether it can be downloaded."""
        return self.state in (PROCESSING, AVAILABLE)


COLUMNS = (
    Attachment.id, Attachment.token, Attachment.name, Attachment.size, Attachment.offset, Attachment.state,
    Attachment.sent_at, Attachment.delete_on, Attachment.message_id,
    Content.kind, Content.state, Content.state_at, Content.width, Content.height, Content.archive_on,
)  # fmt: skip


def select_files(*more) -> Select:
    """What `file_of` needs of each attachment, and more columns after it."""
    return select(*COLUMNS, *more).select_from(Attachment).outerjoin(Content, Content.id == Attachment.content_id)


def files(found: Sequence, restore_hours: int) -> list[File]:
    """The files from what `select_files` selected."""
    lasts, at_once = timedelta(hours=restore_hours), now()
    return [_file(row, lasts, at_once) for row in found]


def _file(row, lasts: timedelta, at_once: datetime) -> File:
    id_, token, name, size, offset, state, sent_at, delete_on, message_id, *rest = row
    kind, stored, stored_at, width, height, archive_on, *more = rest
    ready_at = None
    if state == AVAILABLE and stored is not None:
        state, ready_at = _state_of_bytes(stored, stored_at + lasts, at_once)
    left = ceil((ready_at - at_once) / timedelta(hours=1)) if ready_at else None
    return File(
        id_, token, name, size, kind or "", state, offset, width, height, archive_on, delete_on, ready_at, left,
        sent_at, message_id, more[0] if more else None,
    )  # fmt: skip


def _state_of_bytes(stored: str, until: datetime, at_once: datetime) -> tuple[str, datetime | None]:
    if stored == content.RESTORING:
        return ("restoring", until) if at_once < until else ("late", None)
    return (AVAILABLE if stored in (content.AVAILABLE, content.ARCHIVING) else "archived"), None
