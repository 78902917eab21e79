"""What the inbox asks the database with every page, message and push: statements that are built once."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, and_, inspect, select
from sqlalchemy.orm import aliased

from inbox.database import built_once
from inbox.extensions import db
from inbox.models import filter as filters
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.label import Label, LabelShown
from inbox.models.message import Message, select_lines
from inbox.models.participation import Participation
from inbox.models.person import NAME_IN_ADDRESS, Person

person_named = built_once(Person.named)
_Theirs = aliased(Participation, name="theirs")


def plain_rows(statement: Select, values: dict) -> Sequence[Row]:
    """Rows of columns, from the connection: the session, which looks for entities in them, takes longer than SQLite."""
    return db.session.connection().execute(statement, values).all()


def person_called(name: str) -> Person | None:
    """The person of that name; what cannot be a name never reaches the database."""
    return db.session.scalar(*person_named(name)) if NAME_IN_ADDRESS.fullmatch(name) else None


@built_once
def person(person_id) -> Select:
    """The person of that number."""
    return select(Person).where(Person.id == person_id)


@built_once
def _people(ids) -> Select:
    return select(Person).where(Person.id.in_(ids))


def read_anew(*people: Person | None) -> None:
    """Reads those again whom the rollback before a verb has put out of date: both at once, and not one value after the
    other when it is asked for."""
    if ids := [each.id for each in people if each is not None and inspect(each).expired_attributes]:
        db.session.scalars(*_people(ids)).all()


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


@built_once
def rows_of_list(viewer_id, ids, *, filter: str) -> Select:
    """The same of these conversations, as far as they are in that part of the list."""
    return filters.newest(viewer_id, filter).where(Participation.conversation_id.in_(ids))


@built_once
def opened(low_id, high_id, viewer_id, other_id) -> Select:
    """The conversation of these two, the viewer's side of it and draft for it, how far the other one read and when,
    and the viewer's last message."""
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
    of_other = and_(_Theirs.conversation_id == Conversation.id, _Theirs.person_id == other_id)
    return (
        Conversation.of_pair(low_id, high_id)
        .add_columns(Participation, Draft, _Theirs.read_seq, _Theirs.read_at, last_own)
        .join(Participation, of_viewer)
        .join(_Theirs, of_other)
        .outerjoin(Draft, Draft.to(viewer_id, other_id))
    )


@built_once
def newest_lines(conversation_id, cleared_seq, size, before, *, is_first: bool) -> Select:
    """What `lines` needs of the newest messages in sight, or of those before that number; the newest first."""
    found = select_lines().where(Message.conversation_id == conversation_id, Message.in_sight(cleared_seq))
    found = found if is_first else found.where(Message.seq < before)
    return found.order_by(Message.seq.desc()).limit(size)


@built_once
def next_lines(conversation_id, cleared_seq, seq, size) -> Select:
    """The same of those after that number, the oldest first."""
    found = select_lines().where(Message.conversation_id == conversation_id, Message.seq > seq)
    return found.where(Message.in_sight(cleared_seq)).order_by(Message.seq).limit(size)


@built_once
def changed_lines(conversation_id, cleared_seq, since, size) -> Select:
    """The same of what changed after that number, the oldest first."""
    found = select_lines().where(Message.conversation_id == conversation_id, Message.changed_seq > since)
    return found.where(Message.in_sight(cleared_seq)).order_by(Message.seq).limit(size)


@built_once
def line(viewer_id, message_id) -> Select:
    """The same of one message that the viewer may see, with what the viewer has deleted of its conversation."""
    mine = and_(Participation.conversation_id == Message.conversation_id, Participation.person_id == viewer_id)
    found = select_lines().add_columns(Participation.cleared_seq).join(Participation, mine)
    return found.where(Message.id == message_id)
