"""One row per conversation and person: all that the list shows and sorts by."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.draft import Draft
from inbox.models.person import Person
from inbox.text import hue, initials


class Participation(db.Model):
    """What one person's list knows of one conversation. Kept up to date by the verbs; nothing is counted on reading."""

    __tablename__ = "participation"
    __table_args__ = (
        Index("ix_participation_list", "person_id", "last_message_id"),
        Index(
            "ix_participation_unread",
            "person_id",
            "last_message_id",
            sqlite_where=db.text("unread > 0"),
            postgresql_where=db.text("unread > 0"),
        ),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    last_message_id: Mapped[int] = mapped_column(Id)  # the key that the list is sorted and paged by
    last_seq: Mapped[int]
    last_at: Mapped[object] = mapped_column(Moment)
    last_author_id: Mapped[int] = mapped_column(Id)
    last_excerpt: Mapped[str] = mapped_column(String(160))
    last_deleted: Mapped[bool] = mapped_column(default=False)
    unread: Mapped[int] = mapped_column(default=0)  # messages of the other side after read_seq
    read_seq: Mapped[int] = mapped_column(default=0)  # everything up to here was on this person's screen
    read_at: Mapped[object | None] = mapped_column(Moment, default=None)  # when the newest of those was read

    @classmethod
    def newest(cls, viewer_id: int) -> Select:
        """What the list of the viewer shows, newest first."""
        columns = (
            cls.conversation_id,
            cls.last_message_id,
            cls.last_at,
            cls.last_author_id,
            cls.last_excerpt,
            cls.last_deleted,
            cls.unread,
            Person.id,
            Person.username,
            Person.display_name,
            Draft.excerpt,
            Person.presence_hidden,
        )
        return (
            select(*columns)
            .join(Person, Person.id == cls.other_id)
            .outerjoin(Draft, Draft.to(viewer_id, cls.other_id))
            .where(cls.person_id == viewer_id)
            .order_by(cls.last_message_id.desc())
        )

    @classmethod
    def told(cls, viewer_id: int) -> Select:
        """What the viewer can be told of, newest first: the other side's last message, unread and not taken back."""
        told = (cls.unread > 0, cls.last_author_id != viewer_id, cls.last_deleted.is_(False))
        return cls.newest(viewer_id).where(*told)


class Row(NamedTuple):
    """A conversation as the list draws it."""

    conversation_id: int
    key: int
    other_id: int
    username: str
    name: str
    initials: str
    hue: int
    online: bool
    at: datetime
    excerpt: str
    excerpt_own: bool
    excerpt_deleted: bool
    unread: int
    draft: str


def rows(found: Sequence, viewer_id: int, online: set[int]) -> list[Row]:
    """The rows of the list from what `Participation.newest` selected."""
    return [
        Row(
            conversation_id=conversation_id,
            key=key,
            other_id=other_id,
            username=username,
            name=name or username,
            initials=initials(name or username),
            hue=hue(other_id),
            online=other_id in online and not hidden,
            at=at,
            excerpt=excerpt,
            excerpt_own=author_id == viewer_id,
            excerpt_deleted=deleted,
            unread=unread,
            draft=draft or "",
        )
        for (
            conversation_id,
            key,
            at,
            author_id,
            excerpt,
            deleted,
            unread,
            other_id,
            username,
            name,
            draft,
            hidden,
        ) in found
    ]
