"""Conversations: opening, locking, reading."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from inbox.clock import now
from inbox.errors import NotAllowed
from inbox.events import ConversationRead
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.transaction import tell, transaction


def refusal(author: Person, other: Person, conversation: Conversation | None):
    """Why the author may not write to the other: a sentence, or None. The one place that says who may open what."""
    if author.id == other.id:
        return _l("You cannot write to yourself.")
    if conversation is None and not other.may_be_written_first_by(author):
        return _l("You can write to %(name)s once %(name)s has written to you.", name=other.name)
    if conversation is None and other.role_freelancer and not other.takes_new_clients:
        return _l("%(name)s takes no new clients at the moment.", name=other.name)
    return None


def open_between(author: Person, other: Person) -> Conversation:
    """The conversation of these two under its lock, made when there is none. Raises NotAllowed."""
    conversation = locked(Conversation.between(author.id, other.id))
    if sentence := refusal(author, other, conversation):
        raise NotAllowed(sentence)
    if conversation is None:
        low, high = sorted((author.id, other.id))
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        values = {"low_id": low, "high_id": high, "seq": 0, "created_at": now()}
        db.session.execute(insert(Conversation).values(**values).on_conflict_do_nothing())
        conversation = locked(Conversation.between(author.id, other.id))
    return conversation


def locked(found) -> Conversation | None:
    """The conversation, read anew under the lock of its row: until the commit nobody else changes it."""
    return db.session.scalar(found.with_for_update(of=Conversation).execution_options(populate_existing=True))


def holds(conversation: Conversation, message_id: int) -> bool:
    """Whether that message is in this conversation."""
    found = select(Message.id).where(Message.id == message_id, Message.conversation_id == conversation.id)
    return db.session.scalar(found) is not None


def advance(conversation: Conversation) -> int:
    """The next number of the conversation, which must be locked."""
    conversation.seq += 1
    return conversation.seq


@transaction
def read(reader: Person, conversation_id: int, up_to: int) -> bool:
    """What the other side wrote up to that number was on the reader's screen. Says whether anything was unread."""
    conversation = locked(Conversation.of(reader).where(Conversation.id == conversation_id))
    part = db.session.get(Participation, (conversation_id, reader.id), populate_existing=True)
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


def _unread_up_to(part: Participation, up_to: int):
    return select(db.func.count()).where(
        Message.conversation_id == part.conversation_id, Message.author_id != part.person_id,
        Message.deleted_at.is_(None), Message.seq > part.read_seq, Message.seq <= up_to,
    )  # fmt: skip


def less_unread(part: Participation, messages: int) -> None:
    """So many messages fewer that this person has not read."""
    before, part.unread = part.unread, max(0, part.unread - messages)
    if before and part.unread == 0:
        count_unread(part.person_id, -1)


def count_unread(person_id: int, change: int) -> None:
    """So many conversations more, or fewer, in which this person has something unread."""
    db.session.execute(update(Person).where(Person.id == person_id).values(unread=Person.unread + change))
