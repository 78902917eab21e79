"""What the inbox asks the database with every page, message and push: statements that are built once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, inspect, select
from sqlalchemy.orm import aliased

from inbox import prepared
from inbox.database import built_once
from inbox.extensions import db
from inbox.models import filter as filters
from inbox.models.assistance import Assistance
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.label import Label, LabelShown
from inbox.models.login import Login
from inbox.models.message import Message, select_lines
from inbox.models.participation import Participation
from inbox.models.person import NAME_IN_ADDRESS, Person
from inbox.prepared import Entity

_Theirs = aliased(Participation, name="theirs")
_PERSON, _CONVERSATION, _SIDE, _DRAFT = map(Entity, (Person, Conversation, Participation, Draft))


def plain_rows(statement: Select, values: dict) -> list[tuple]:
    """Rows of columns, as the driver gives them: the session takes longer over them than SQLite."""
    return prepared.rows(db.session, statement, values)


def person_called(name: str) -> Person | None:
    """The person of that name; what cannot be a name never reaches the database."""
    return _person(_named(name)) if NAME_IN_ADDRESS.fullmatch(name) else None


def person_of(person_id: int) -> Person | None:
    """The person of that number, to be looked at: the session knows nothing of it."""
    return _shown(_numbered(person_id))


def person_behind(login_id: int, oldest: datetime) -> Person | None:
    """Whose that login is, while it is open and was used since then; to be looked at too."""
    return _shown(_behind(oldest, login_id))


def _shown(found: tuple) -> Person | None:
    row = prepared.row(db.session, *found)
    return row and _PERSON.shown(row)


def _person(found: tuple) -> Person | None:
    row = prepared.row(db.session, *found)
    return row and _PERSON.made(db.session, row)


@built_once
def _named(username) -> Select:
    return Person.named(username).with_only_columns(*_PERSON.columns)


@built_once
def _behind(oldest, login_id) -> Select:
    return Login.open(oldest).where(Login.id == login_id).with_only_columns(*_PERSON.columns)


@built_once
def _numbered(person_id) -> Select:
    return select(*_PERSON.columns).where(Person.id == person_id)


def read_anew(*people: Person | None) -> None:
    """Reads those again whom the rollback before a verb has put out of date: each at once, and not one value after the
    other when it is asked for."""
    for each in people:
        if each is not None and inspect(each).expired_attributes:
            _person(_numbered(each.id))


@built_once
def labels(viewer_id) -> Select:
    """The labels of that person, in the order of their names."""
    columns = (getattr(Label, name) for name in LabelShown._fields)
    return select(*columns).where(Label.owner_id == viewer_id).order_by(Label.folded)


@built_once
def draft(viewer_id, other_id) -> Select:
    """What the viewer has begun to write to the other one."""
    return select(Draft).where(Draft.to(viewer_id, other_id))


@built_once
def page_of_list(viewer_id, size, after, *, filter: str, is_first: bool) -> Select:
    """What `rows` needs of one page of the list."""
    return filters.newest(viewer_id, filter, None if is_first else after).limit(size)


def rows_of_list(viewer_id: int, ids: set[int], filter: str) -> Sequence[tuple]:
    """The same of these conversations, as far as they are in that part of the list. Mostly it is one."""
    if len(ids) == 1:
        return plain_rows(*_row_of_list(viewer_id, *ids, filter=filter))
    return db.session.connection().execute(*_rows_of_list(viewer_id, ids, filter=filter)).all()


@built_once
def _row_of_list(viewer_id, id_, *, filter: str) -> Select:
    return filters.newest(viewer_id, filter).where(Participation.conversation_id == id_)


@built_once
def _rows_of_list(viewer_id, ids, *, filter: str) -> Select:
    return filters.newest(viewer_id, filter).where(Participation.conversation_id.in_(ids))


class Opened(NamedTuple):
    """A conversation for one of the two in it, to be looked at: the session knows none of these."""

    conversation: Conversation
    mine: Participation
    draft: Draft | None
    read_seq: int  # how far the other one has read
    read_at: datetime | None
    last_own: int | None  # the number of the viewer's last message
    assistance: str | None  # how it stands, where the viewer's assistant answers, or did
    reason: str | None  # why it handed over


def opened(viewer_id: int, other_id: int) -> Opened | None:
    """The conversation of these two, the viewer's side of it and draft for it, how far the other one read and when,
    and the viewer's last message."""
    found = _opened(*sorted((viewer_id, other_id)), viewer_id, other_id)
    if (row := prepared.row(db.session, *found)) is None:
        return None
    entities, last = [], 0
    for entity in (_CONVERSATION, _SIDE, _DRAFT):
        values = row[last : (last := last + len(entity))]
        entities.append(None if values[0] is None else entity.shown(values))
    return Opened(*entities, *row[last:])


@built_once
def _opened(low_id, high_id, viewer_id, other_id) -> Select:
    last_own = (
        select(Message.seq)
        .where(
            Message.conversation_id == Conversation.id,
            Message.author_id == viewer_id,
            Message.deleted_at.is_(None),
            Message.in_sight(Participation.cleared_seq),
        )
        .order_by(Message.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    of_viewer = and_(Participation.conversation_id == Conversation.id, Participation.person_id == viewer_id)
    theirs = (_Theirs.read_seq, _Theirs.read_at)
    assisted = (Assistance.state, Assistance.reason)
    of_assistant = and_(Assistance.conversation_id == Conversation.id, Assistance.freelancer_id == viewer_id)
    of_other = and_(_Theirs.conversation_id == Conversation.id, _Theirs.person_id == other_id)
    return (
        Conversation.of_pair(low_id, high_id)
        .with_only_columns(*_CONVERSATION.columns, *_SIDE.columns, *_DRAFT.columns, *theirs, last_own, *assisted)
        .join(Participation, of_viewer)
        .join(_Theirs, of_other)
        .outerjoin(Draft, Draft.to(viewer_id, other_id))
        .outerjoin(Assistance, of_assistant)
    )


@built_once
def newest_lines(conversation_id, cleared_seq, size, before, target, *, is_first: bool) -> Select:
    """What `lines` needs of the newest messages in sight, or of those before that number; the newest first."""
    found = select_lines(target).where(Message.conversation_id == conversation_id, Message.in_sight(cleared_seq))
    found = found if is_first else found.where(Message.seq < before)
    return found.order_by(Message.seq.desc()).limit(size)


@built_once
def next_lines(conversation_id, cleared_seq, seq, size, target) -> Select:
    """The same of those after that number, the oldest first."""
    found = select_lines(target).where(Message.conversation_id == conversation_id, Message.seq > seq)
    return found.where(Message.in_sight(cleared_seq)).order_by(Message.seq).limit(size)


@built_once
def changed_lines(conversation_id, cleared_seq, since, size, target) -> Select:
    """The same of what changed after that number, as it changed: in that order nothing else is read, however long the
    conversation is."""
    found = select_lines(target).where(Message.conversation_id == conversation_id, Message.changed_seq > since)
    return found.where(Message.in_sight(cleared_seq)).order_by(Message.changed_seq).limit(size)


@built_once
def line(viewer_id, message_id, target) -> Select:
    """The same of one message that the viewer may see, with the viewer's side of its conversation."""
    mine = and_(Participation.conversation_id == Message.conversation_id, Participation.person_id == viewer_id)
    found = select_lines(target).add_columns(Participation).join(Participation, mine)
    return found.where(Message.id == message_id)
