"""Responses: how long freelancers take to answer new clients.

The definition, in one place. A client is new to a freelancer whose conversation begins with the client's message. The
response time is the median from that message to the freelancer's first answer; the response rate is the share of such
messages that are answered within `response_hours`, among those whose time is over or that have their answer. Both are
about those of the last `response_days`. What nobody wrote by hand is no answer; what was taken back was not said.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import exists, or_, select

from inbox.clock import now
from inbox.config import settings
from inbox.events import ClientAnswered, ClientAsked, ClientCame
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import BY_HAND, Message
from inbox.models.person import Person
from inbox.transaction import tell, transaction

BATCH = 200


def heed(message: Message, conversation: Conversation, author: Person, other: Person) -> None:
    """A message was sent: perhaps a new client's first one, or the answer to it. The conversation is locked."""
    if message.kind != BY_HAND:
        return
    if conversation.asked_id == author.id:
        _answer(message, conversation)
    elif _is_first(message, conversation, other) and author.role_client and other.role_freelancer:
        conversation.asked_id, conversation.asked_at = other.id, message.created_at
        tell(ClientCame(message.id, conversation.id, other.id, author.id))
    elif conversation.asked_id == other.id and not conversation.has_heard(author.id):
        tell(ClientAsked(conversation.id))


def _is_first(message: Message, conversation: Conversation, other: Person) -> bool:
    took_back = conversation.asked_id == other.id and conversation.asked_at is None
    return message.seq == 1 or took_back


def _answer(message: Message, conversation: Conversation) -> None:
    if conversation.asked_at is None:  # the question was taken back; but from here on the client is not new
        conversation.asked_id = None
        tell(ClientAnswered(message.author_id, conversation.id))
    elif conversation.answered_at is None:
        conversation.answered_at = message.created_at
        tell(ClientAnswered(message.author_id, conversation.id))


def forget(message: Message, conversation: Conversation) -> None:
    """A message was taken back: when it was the question or the answer, the next one is. The conversation is locked."""
    asked = conversation.asked_id
    if asked is None:
        return
    if message.author_id == asked and message.created_at == conversation.answered_at:
        conversation.answered_at = _first_of(message)
        tell(ClientAnswered(asked, conversation.id))
    elif message.author_id != asked and (message.created_at, None) == (conversation.asked_at, conversation.answered_at):
        conversation.asked_at = _first_of(message)


def _first_of(message: Message) -> datetime | None:
    """When its author wrote the first of their messages that stand."""
    found = select(Message.created_at).where(
        Message.conversation_id == message.conversation_id, Message.author_id == message.author_id,
        Message.deleted_at.is_(None), Message.kind == BY_HAND,
    )  # fmt: skip
    return db.session.scalar(found.order_by(Message.seq).limit(1))


@transaction
def measure(freelancer_id: int) -> None:
    """Computes the response time and rate of that freelancer anew."""
    _measure(db.session.scalars(select(Person).where(Person.id == freelancer_id)).all())


def measure_all() -> None:
    """Computes those of everybody who has or may have some: the window moves on also when nothing happens."""
    after = 0
    while after is not None:
        after = _measure_some(after)


@transaction
def _measure_some(after: int) -> int | None:
    """A batch, so that others get their turn to write in between; returns the number to go on from."""
    asked = exists().where(Conversation.asked_id == Person.id, Conversation.asked_at >= _since())
    shown = or_(Person.response_seconds.is_not(None), Person.response_rate.is_not(None))
    found = select(Person).where(Person.id > after, or_(shown, asked)).order_by(Person.id).limit(BATCH)
    people = db.session.scalars(found).all()
    _measure(people)
    return people[-1].id if len(people) == BATCH else None


def _measure(people: Sequence[Person]) -> None:
    asked: dict[int, list] = {person.id: [] for person in people}
    for freelancer_id, *moments in db.session.execute(Conversation.asking(asked, _since())):
        asked[freelancer_id].append(moments)
    for person in people:
        person.response_seconds, person.response_rate = _figures(asked[person.id])


def _since() -> datetime:
    return now() - timedelta(days=settings().response_days)


def _figures(asked: list[tuple[datetime, datetime | None]]) -> tuple[int | None, int | None]:
    """(seconds, percent), each None when there is nothing to tell."""
    limit, moment = timedelta(hours=settings().response_hours), now()
    waits = [answered - at for at, answered in asked if answered]
    missed = sum(not answered and moment - at > limit for at, answered in asked)
    seconds = round(median(wait.total_seconds() for wait in waits)) if waits else None
    due = len(waits) + missed
    rate = round(100 * sum(wait <= limit for wait in waits) / due) if due else None
    return seconds, rate
