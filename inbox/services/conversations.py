"""Conversations: opening, locking, reading."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, Update, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from inbox import prepared
from inbox.clock import now
from inbox.database import built_once, insert_missing
from inbox.errors import NotAllowed
from inbox.events import ConversationRead
from inbox.extensions import db
from inbox.models.block import Block
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.prepared import Entity
from inbox.services import limits, standings
from inbox.transaction import take_turns, tell, transaction


def refusal(author: Person, other: Person, conversation: Conversation | None):
    """Why the author may not write to the other: a sentence, or None. The one place that says who may open what."""
    if author.id == other.id:
        return _l("You cannot write to yourself.")
    if sentence := standings.refusal(author, other):
        return sentence
    if block := _block(author, other, conversation):
        return block
    if conversation is None and not other.may_be_written_first_by(author):
        return _l("You can write to %(name)s once %(name)s has written to you.", name=other.name)
    if conversation is None and other.role_freelancer and not other.takes_new_clients:
        return _l("%(name)s takes no new clients at the moment.", name=other.name)
    return None


def _block(author: Person, other: Person, conversation: Conversation | None):
    """Why a block keeps them apart. Who was blocked is told no more than that they cannot write."""
    if conversation is not None:
        by = {id_ for id_ in conversation.people if conversation.is_blocked_by(id_)}
    else:
        by = {block.by_id for block in db.session.scalars(Block.between(author.id, other.id))}
    if author.id in by:
        return _l("You blocked %(name)s. Unblock them to write again.", name=other.name)
    return _l("You cannot write to %(name)s.", name=other.name) if by else None


def open_between(author: Person, other: Person) -> Conversation:
    """The conversation of these two under its lock, made when there is none. Raises NotAllowed."""
    conversation = between(author, other)
    if conversation is None:
        take_turns(pair(author.id, other.id))
        conversation = between(author, other)
    if sentence := refusal(author, other, conversation):
        raise NotAllowed(sentence)
    limits.admit(author, conversation)
    if conversation is None:
        low, high = sorted((author.id, other.id))
        opened = {"low_id": low, "high_id": high, "seq": 0, "created_at": now(), "opener_id": author.id}
        insert_missing(db.session, Conversation, **opened)
        conversation = between(author, other)
    return conversation


def between(one: Person, other: Person) -> Conversation | None:
    """The conversation of these two under its lock. How both stand is read with it."""
    return _with_standings(one, other, _between_under_lock)


def look_between(one: Person, other: Person) -> Conversation | None:
    """The same without the lock: for who holds another one that comes after it."""
    return _with_standings(one, other, _between)


def _with_standings(one: Person, other: Person, statement) -> Conversation | None:
    row = prepared.row(db.session, *statement(*sorted((one.id, other.id)), one.id, other.id))
    if row is None:
        return None
    conversation = _CONVERSATION.made(db.session, row[: len(_CONVERSATION)], anew=True)
    limited_until, suspended_at, other_suspended_at = row[len(_CONVERSATION) :]
    set_committed_value(one, "limited_until", limited_until)
    set_committed_value(one, "suspended_at", suspended_at)
    set_committed_value(other, "suspended_at", other_suspended_at)
    return conversation


_CONVERSATION = Entity(Conversation)
_One, _Other = aliased(Person, name="one"), aliased(Person, name="other")


@built_once
def _between_under_lock(low_id, high_id, one_id, other_id) -> Select:
    return _standing_between(low_id, high_id, one_id, other_id).with_for_update(of=Conversation)


@built_once
def _between(low_id, high_id, one_id, other_id) -> Select:
    return _standing_between(low_id, high_id, one_id, other_id)


def _standing_between(low_id, high_id, one_id, other_id) -> Select:
    standing = (_One.limited_until, _One.suspended_at, _Other.suspended_at)
    found = Conversation.of_pair(low_id, high_id).with_only_columns(*_CONVERSATION.columns, *standing)
    found = found.select_from(Conversation)
    return found.join(_One, _One.id == one_id).join(_Other, _Other.id == other_id)


def pair(one_id: int, other_id: int) -> str:
    """What these two take turns by while there is no conversation whose row could be locked."""
    return f"pair {min(one_id, other_id)} {max(one_id, other_id)}"


def locked(found) -> Conversation | None:
    """The conversation, read anew under the lock of its row: until the commit nobody else changes it."""
    return db.session.scalar(_under_lock(found))


def _under_lock(found: Select) -> Select:
    return found.with_for_update(of=Conversation).execution_options(populate_existing=True)


def lock_all(ids: Iterable[int]) -> dict[int, int]:
    """Locks these conversations, in the one order in which several are taken; returns the number that each is at."""
    found = select(Conversation.id, Conversation.seq).where(Conversation.id.in_(sorted(set(ids))))
    found = found.order_by(Conversation.id).with_for_update()
    return {id_: seq for id_, seq in db.session.execute(found)}


def holds(conversation: Conversation, message_id: int, viewer: Person) -> bool:
    """Whether that message is in this conversation, and the viewer has not deleted it for themselves."""
    found = Message.of(viewer).where(Message.id == message_id, Message.conversation_id == conversation.id)
    return db.session.scalar(found.with_only_columns(Message.id)) is not None


def advance(conversation: Conversation) -> int:
    """The next number of the conversation, which must be locked."""
    seq = conversation.seq + 1
    prepared.run(db.session, *_at(conversation.id, seq))
    set_committed_value(conversation, "seq", seq)
    return seq


@built_once
def _at(conversation_id, seq) -> Update:
    table = Conversation.__table__  # not the class: the one that was locked is told above
    return update(table).where(table.c.id == conversation_id).values(seq=seq)


def side(conversation_id: int, person_id: int) -> Participation | None:
    """One person's side of it under the lock of its row: what is counted there is changed by nobody else."""
    return db.session.get(Participation, (conversation_id, person_id), populate_existing=True, with_for_update=True)


@transaction
def read(reader: Person, conversation_id: int, up_to: int) -> bool:
    """What the other side wrote up to that number was on the reader's screen. Says whether anything was unread."""
    conversation = locked(Conversation.of(reader).where(Conversation.id == conversation_id))
    part = side(conversation_id, reader.id)
    up_to = min(up_to, conversation.seq)
    if part is None or up_to <= part.read_seq:
        return False
    read_now = part.unread if up_to >= part.last_seq else db.session.scalar(_unread_up_to(part, up_to))
    part.read_seq = up_to
    if not read_now:
        return False
    part.read_at = now()
    less_unread(part, read_now)
    tell(ConversationRead(conversation_id, reader.id, conversation.people))
    return True


def _unread_up_to(part: Participation, up_to: int) -> Select:
    return unread_after(part, part.cleared_seq).where(Message.seq <= up_to)


def unread_after(part: Participation, seq: int) -> Select:
    """Counts what the other side wrote after that number and this person did not read."""
    return select(db.func.count()).where(
        Message.conversation_id == part.conversation_id, Message.author_id != part.person_id,
        Message.deleted_at.is_(None), Message.seq > max(part.read_seq, seq),
    )  # fmt: skip


def less_unread(part: Participation, messages: int) -> None:
    """So many messages fewer that this person has not read."""
    was_told = part.is_told
    part.unread = max(0, part.unread - messages)
    if was_told and not part.is_told:
        count_unread(part.person_id, -1)


def count_unread(person_id: int, change: int) -> None:
    """So many conversations more, or fewer, of which this person is told that they are unread."""
    if change:
        unread = prepared.value(db.session, *_counted(person_id, change))
        held = db.session.identity_map.get(identity_key(Person, person_id))
        if held is not None:
            set_committed_value(held, "unread", unread)


@built_once
def _counted(person_id, change) -> Update:
    table = Person.__table__  # not the class: who is held is told above
    return update(table).where(table.c.id == person_id).values(unread=table.c.unread + change).returning(table.c.unread)
