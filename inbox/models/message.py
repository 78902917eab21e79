"""Messages, and the versions that they had."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment, as_stored
from inbox.extensions import db
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.translation import FAILED, Rendering, Translation
from inbox.text import excerpt

BY_HAND, AUTOMATIC, ASSISTANT = "message", "auto-reply", "assistant"
"""The kinds of messages: what somebody wrote, and what was sent for them: once, or by their assistant."""
IS_UNHEARD = db.text("NOT heard")  # said so in a statement too, SQLite finds the index
SPOKEN = (BY_HAND, AUTOMATIC, ASSISTANT)
"""The kinds that are what somebody says, in some language."""


class Message(db.Model):
    """One thing said. `seq` is its place in the conversation; `changed_seq` is when what its row shows last changed."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("author_id", "conversation_id", "key"),
        Index("ix_message_changed", "conversation_id", "changed_seq"),
        Index("ix_message_unheard", "id", sqlite_where=IS_UNHEARD, postgresql_where=IS_UNHEARD),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    changed_seq: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(16), default=BY_HAND)
    body: Mapped[str] = mapped_column(Text)  # '' once deleted
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True, default=None)
    key: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    edited_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    file_names: Mapped[str] = mapped_column(Text, default="", server_default="")  # of its files, one a line
    reply_to_file_id: Mapped[int | None] = mapped_column(Id, default=None)  # the attachment that is answered
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")  # "" when it is not known
    heard: Mapped[bool] = mapped_column(default=False, server_default=db.true())  # whether anybody tried to find out
    original: Mapped[str | None] = mapped_column(Text, default=None)  # see `Written`; None when nothing was translated
    source: Mapped[str | None] = mapped_column(String(8), default=None)
    engine: Mapped[str | None] = mapped_column(String(16), default=None)
    instead: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # see Line

    @classmethod
    def of(cls, viewer) -> Select:
        """The messages that the viewer may see: of their conversations, and not deleted for themselves.

        This is the one rule of who sees what was said; whatever shows text of messages goes through here, or asks for
        what is after the viewer's `cleared_seq` itself (`in_sight`)."""
        mine = and_(Participation.conversation_id == cls.conversation_id, Participation.person_id == viewer.id)
        return select(cls).join(Participation, mine).where(cls.in_sight(Participation.cleared_seq))

    @classmethod
    def in_sight(cls, cleared_seq) -> ColumnElement[bool]:
        """What came after that: a number, or the column `Participation.cleared_seq` beside it."""
        return cls.seq > cleared_seq

    @property
    def excerpt(self) -> str:
        """What a list shows of it in one line."""
        return excerpt(said(self.body, self.file_names))

    def open_until(self, minutes: int) -> datetime:
        """Until when its author may edit or delete it: an edit does not restart the clock."""
        return self.created_at + timedelta(minutes=minutes)

    def editable_by(self, person, at: datetime, minutes: int) -> bool:
        """Whether this person may still edit or delete it at that moment. Only text of kind *message* can be. A clock
        that was set back does not open again what was over."""
        return (
            self.author_id == person.id
            and self.kind == BY_HAND
            and self.deleted_at is None
            and abs(at - self.created_at) < timedelta(minutes=minutes)
        )


class Written(NamedTuple):
    """What the author of a message wrote before they had it translated: kept for them alone."""

    body: str
    language: str  # "" where only the engine knows
    engine: str  # who translated it
    target: str = ""  # the language that the message is in since; "" where the message says


def said(body: str, file_names: str) -> str:
    """What stands for a message in one line: its text, or what its files are called."""
    return body or file_names.replace("\n", ", ")


class MessageVersion(db.Model):
    """A text that a message had before an edit. Gone with the message."""

    __tablename__ = "message_version"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)


class Quote(NamedTuple):
    """The message that another one answers, as it is now."""

    id: int
    author_name: str
    own: bool
    text: str
    deleted: bool
    is_file: bool = False  # whether it is one of its files that is answered
    file: str = ""  # the token of that file, in the composer


class Line(NamedTuple):
    """A message as the thread draws it for one viewer."""

    id: int
    seq: int
    author_username: str
    author_name: str
    author_initials: str
    author_hue: int
    own: bool
    kind: str
    body: str
    at: datetime
    edited: bool
    revision: int
    deleted: bool
    deleted_by_me: bool
    deleted_by_name: str
    minutes_left: int  # to edit or delete it, the one that has begun counted; 0 for whoever may not
    editable_until: datetime
    quote: Quote | None
    day: str
    file_names: str = ""
    answers_file: int | None = None  # the attachment
    files: tuple = ()  # of `models.attachment.File`, as `views.cards` looked them up
    rendering: Rendering | None = None  # in the viewer's language, when somebody asked for that
    translatable: bool = False  # whether the viewer may ask for it
    assistant: str = ""  # the name of the assistant who said it, if it has one
    written: Written | None = None  # of the viewer's own, when they had it translated before they sent it
    instead: bool = False  # whether an assistant said it to the viewer, who may wait for its freelancer instead

    @property
    def editable(self) -> bool:
        return self.minutes_left > 0

    @property
    def has_forms(self) -> bool:
        """Whether something can be done with it that changes it: its forms need a token."""
        return self.minutes_left > 0 or self.translatable or self.instead


SEQ = 1
"""Where the number stands in what `select_lines` selects."""
_Quoted = aliased(Message, name="quoted")


def select_lines(target) -> Select:
    """What `lines` needs of each message, with the message it answers, and its translation into that language."""
    columns = (
        Message.id, Message.seq, Message.author_id, Message.kind, Message.body, Message.created_at, Message.edited_at,
        Message.revision, Message.deleted_at, Message.deleted_by_id,
        Message.file_names, Message.reply_to_file_id,
        Translation.state, Translation.target, Translation.source, Translation.engine, Translation.body,
        Translation.reason, Message.original, Message.source, Message.engine, Message.instead,
        _Quoted.id, _Quoted.seq, _Quoted.author_id, _Quoted.body, _Quoted.deleted_at, _Quoted.file_names,
    )  # fmt: skip
    found = select(*columns).select_from(Message).outerjoin(_Quoted, _Quoted.id == Message.reply_to_id)
    return found.outerjoin(Translation, Translation.beside(Message, target))


FILE_NAMES, REPLY_TO_FILE = 10, 11
"""Where these stand in a row of `select_lines`."""


class Look(NamedTuple):
    """How somebody looks at a thread: what of it they deleted for themselves, the minutes in which one may edit, and
    the language into which they may have something translated ("" for none)."""

    cleared_seq: int
    minutes: int
    target: str = ""


def lines(found: Sequence, viewer, other, look: Look, zone: tzinfo, files: tuple = ()) -> list[Line]:
    """The rows of the thread, with the viewer's rights, from what `select_lines` selected. Of what they answer nothing
    is shown that the viewer has deleted."""
    left = minutes_left(found, viewer.id, look.minutes)
    return drawn(found, Face.of(viewer), Face.of(other), look, zone, left, files)


def drawn(
    found: Sequence, viewer: "Face", other: "Face", look: Look, zone: tzinfo, left: tuple, files: tuple = ()
) -> list[Line]:
    """The same, of plain values alone, whenever it is. `left`: see `minutes_left`; `files`: those of these messages and
    those that they answer (`attachment.File`)."""
    people, lasts, left = {viewer.id: viewer, other.id: other}, timedelta(minutes=look.minutes), dict(left)
    by_id = {file.id: file for file in files}
    drawn = []
    for row in found:
        (id_, seq, author_id, kind, body, at, edited_at, revision, deleted_at, deleted_by_id, *more) = row
        file_names, answers_file, *translation = more[:8]
        original, *rendered, instead = more[8:12]
        is_theirs = author_id != viewer.id and deleted_at is None
        rendering = Rendering(*translation) if is_theirs and translation[0] is not None else None
        author = people[author_id]
        drawn.append(
            Line(
                id=id_,
                seq=seq,
                author_username=author.username,
                author_name=author.name,
                author_initials=author.initials,
                author_hue=author.hue,
                own=author_id == viewer.id,
                kind=kind,
                body=body,
                at=at,
                edited=edited_at is not None and deleted_at is None,
                revision=revision,
                deleted=deleted_at is not None,
                deleted_by_me=deleted_by_id == viewer.id,
                deleted_by_name=people.get(deleted_by_id, author).name,
                minutes_left=left.get(id_, 0),
                editable_until=at + lasts,
                quote=_quote(more[12:], viewer, people, look.cleared_seq, by_id.get(answers_file)),
                day=at.astimezone(zone).date().isoformat(),
                file_names=file_names,
                answers_file=answers_file,
                files=tuple(file for file in files if file.message_id == id_) if file_names else (),
                rendering=rendering,
                assistant=author.assistant if kind == ASSISTANT else "",
                translatable=is_theirs and _may_be_translated(look.target, body and kind, translation[0]),
                written=Written(original, *rendered) if original and author_id == viewer.id else None,
                instead=instead and is_theirs,
            )
        )
    return drawn


def _may_be_translated(target: str, kind: str, state: str | None) -> bool:
    """Into that language, whatever it is in: what seems to be in it already may not be. What is there or on its way is
    not asked for again."""
    return target != "" and kind in SPOKEN and state in (None, FAILED)


def minutes_left(found: Sequence, viewer_id: int, minutes: int) -> tuple[tuple[int, int], ...]:
    """(message, minutes left to edit or delete it) of those of these rows that the viewer still may: all that a thread
    shows of what time it is."""
    at_once, left = now(), []
    for id_, _seq, author_id, kind, _body, at, _edited_at, _revision, deleted_at, *_ in found:
        if author_id == viewer_id and kind == BY_HAND and deleted_at is None:
            left.append((id_, _minutes(at, at_once, minutes)))
    return tuple(each for each in left if each[1])


def lately_sent(rows: Sequence[tuple], minutes: int) -> list[tuple]:
    """Those rows of an answer to `select_lines` that are younger than that, unread as they are."""
    if not rows:
        return []
    since = as_stored(now() - timedelta(minutes=minutes), like=rows[0][5])
    return [row for row in rows if row[5] > since]


class Face(NamedTuple):
    """What a message shows of a person."""

    id: int
    username: str
    name: str
    initials: str
    hue: int
    assistant: str = ""  # how their assistant is called

    @classmethod
    def of(cls, person: Person) -> "Face":
        return cls(person.id, person.username, person.name, person.initials, person.hue, person.assistant_name)


def _minutes(at: datetime, at_once: datetime, minutes: int) -> int:
    if at - at_once >= timedelta(minutes=minutes):  # the clock was set back
        return 0
    return max(0, ceil((at - at_once) / timedelta(minutes=1)) + minutes)


def _quote(quoted, viewer, people, cleared_seq: int, file) -> Quote | None:
    id_, seq, author_id, body, deleted_at, file_names = quoted
    if id_ is None:
        return None
    gone = deleted_at is not None or seq <= cleared_seq
    if file is not None and not gone:
        text = excerpt(file.name, 140)
    else:
        text = "" if gone else excerpt(said(body or "", file_names or ""), 140)
    return Quote(id_, people[author_id].name, author_id == viewer.id, text, gone, file is not None and not gone)
