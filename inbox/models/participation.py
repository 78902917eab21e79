"""One row per conversation and person: all that the list shows and sorts by."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Select, String, and_, literal_column, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.draft import Draft
from inbox.models.person import Person

INBOX, ARCHIVED, SNOOZED, SPAM = "inbox", "archived", "snoozed", "spam"
"""The places where a conversation can be for one person: it is in one of them."""


class Participation(db.Model):
    """What one person's list knows of one conversation. Kept up to date by the verbs; nothing is counted on reading.

    What came up to `cleared_seq` is gone for this person, from every route: `has_in_sight` of a message asks for it.
    """

    __tablename__ = "participation"

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
    place: Mapped[str] = mapped_column(String(8), default=INBOX, server_default=INBOX)
    starred: Mapped[bool] = mapped_column(default=False, server_default=db.false())
    marked: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # as unread, by hand or by waking
    blocked: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # this person blocked the other one
    barred: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # the other one blocked this person
    snoozed_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    cleared_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    anew_seq: Mapped[int] = mapped_column(default=0, server_default="0")  # a page that knows no more is drawn anew
    labels: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")  # a bit for each slot of a label

    translate_to: Mapped[str] = mapped_column(String(8), default="", server_default="")  # what comes, by itself; or not
    translation_chosen: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # for this conversation

    @property
    def is_told(self) -> bool:
        """Whether it counts among the unread ones that its person is told of."""
        return tells(self.place, self.unread, self.marked, self.blocked)

    @property
    def is_empty(self) -> bool:
        """Whether its person deleted all that was said."""
        return self.last_seq <= self.cleared_seq

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
            cls.place,
            cls.starred,
            cls.marked,
            cls.blocked,
            cls.barred,
            cls.snoozed_until,
            Person.suspended_at.is_not(None),
            cls.is_cleared(),
            cls.labels,
        )
        return (
            select(*columns)
            .join(Person, Person.id == cls.other_id)
            .outerjoin(Draft, Draft.to(viewer_id, cls.other_id))
            .where(cls.person_id == viewer_id)
            .order_by(cls.last_message_id.desc())
        )

    @classmethod
    def between(cls, viewer, other) -> Select:
        """The viewer's side of the conversation with that person."""
        return select(cls).where(cls.person_id == viewer.id, cls.other_id == other.id)

    @classmethod
    def told(cls, viewer_id: int) -> Select:
        """What the viewer can be told of, newest first: the other side's last message, unread and not taken back."""
        told = (TOLD, cls.unread > 0, cls.last_author_id != viewer_id, cls.last_deleted.is_(False))
        return cls.newest(viewer_id).where(*told)

    @classmethod
    def is_cleared(cls):
        """A column: whether its person deleted all that was said."""
        return cls.last_seq <= cls.cleared_seq


def tells(place: str, unread: int, marked: bool, blocked: bool) -> bool:
    """Whether a side of which this is so counts among the unread ones that its person is told of: as TOLD, of one."""
    return place == INBOX and not blocked and (unread > 0 or marked)


def is_in(place: str):
    """A condition: that it is there. The place is part of the text, so that a database sees which index is meant."""
    return Participation.place == literal_column(f"'{place}'")


LISTED = is_in(INBOX)
"""All conversations: what is neither put away, nor asleep, nor spam. One that was deleted is found here again."""
_NOWHERE_ELSE = and_(*(Participation.place != literal_column(f"'{place}'") for place in (ARCHIVED, SNOOZED, SPAM)))
# The same as LISTED. Said so, SQLite takes the small index of the few, and not that of the list to look through it.
TOLD = and_(
    _NOWHERE_ELSE,
    Participation.blocked.is_(False),
    or_(Participation.unread > literal_column("0"), Participation.marked.is_(True)),
)
"""Unread, in the one meaning that filter, number, title and notifications share: in the inbox, not blocked, and either
with an unread message or marked as unread."""
STARRED = Participation.starred.is_(True)
"""Starred, wherever it is: a star is the person's own mark, as labels are, and the row says where it was put."""
WAITING = and_(
    _NOWHERE_ELSE,
    Participation.blocked.is_(False),
    Participation.last_deleted.is_(False),
    Participation.last_author_id != Participation.person_id,
    Participation.last_seq > Participation.cleared_seq,
)
"""Waiting for me: in the inbox, and the other side said the last thing, which still stands."""
ASLEEP = Participation.snoozed_until.is_not(None)


def _index(name: str, *columns: str, where=None) -> None:
    found = [Participation.__table__.c[column] for column in columns]
    Index(f"ix_participation_{name}", *found, sqlite_where=where, postgresql_where=where)


_index("list", "person_id", "place", "last_message_id")
_index("unread", "person_id", "last_message_id", where=TOLD)
_index("starred", "person_id", "last_message_id", where=STARRED)
_index("waiting", "person_id", "last_message_id", where=WAITING)
_index("snoozed", "snoozed_until", where=ASLEEP)
