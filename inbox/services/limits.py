"""The messaging limit: how many new people somebody may write to, and the wait of those who try one too many.

All of the rule is here. A contact of a person is who has ever written to them. Conversations that a person opens with
somebody else count for `limit_minutes`; one more than `limit_people` begins a wait, an offence. During the wait the
person writes to contacts alone, and everybody may go on writing to them. Who has answered is a contact, so that most
messages pass without a look.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once
from inbox.errors import NotAllowed, TooMany
from inbox.events import LimitReached
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.offence import Offence
from inbox.models.person import Person
from inbox.services import standings
from inbox.transaction import afterwards, take_turns, tell, transaction


@dataclass(frozen=True, slots=True)
class Quota:
    """To how many new people somebody can write now; when it is none, from when on to another one."""

    left: int
    most: int
    next_at: datetime | None


def admit(author: Person, conversation: Conversation | None) -> None:
    """The door of whatever reaches somebody else: a message, a change of one, an offer, a file, a call. Lets the author
    write in that conversation, which is locked; or open one, when there is none.

    Raises NotAllowed for somebody who is suspended; TooMany during a wait, which a try too many begins once its
    transaction is undone."""
    if author.is_suspended:
        raise NotAllowed(standings.suspended())
    if conversation is not None and conversation.has_heard(author.id):
        return
    at = now()
    if conversation is not None:
        if author.is_limited(at):
            raise refusal(author.limited_until, at)
        return
    take_turns(f"open {author.id}")  # one after the other, so that no two take the last place
    limited_until, opened = db.session.execute(*_taken(author.id, at - _window())).one()
    if limited_until is not None and limited_until > at:
        raise refusal(limited_until, at)
    if opened >= settings().limit_people:
        afterwards(begin_wait, author.id, at)
        raise refusal(at + _wait(), at)


@built_once
def _taken(author_id, since) -> Select:
    """In a statement of its own, begun when it is the author's turn: it sees what those before have opened."""
    opened = select(func.count()).select_from(Conversation.opened_by(author_id, since).order_by(None).subquery())
    return select(Person.limited_until, opened.scalar_subquery()).where(Person.id == author_id)


@transaction
def begin_wait(person_id: int, at: datetime) -> None:
    """Begins the wait that followed from a try at that moment, unless another try already did. It is an offence."""
    person = standings.locked(person_id)
    if person.is_limited(at):
        return
    person.limited_until = at + _wait()
    offence = Offence(person_id=person.id, at=at, until=person.limited_until)
    db.session.add(offence)
    db.session.flush()
    standings.heed_offence(person, at)
    tell(LimitReached(offence.id, (person.id,)))


def refusal(until: datetime, at: datetime) -> TooMany:
    """What is said to who tries during the wait."""
    left = until - at
    minutes = -(-left // timedelta(minutes=1))
    sentence = _l("Message limit reached. You can write to new people again in %(minutes)s min.", minutes=minutes)
    return TooMany(sentence, -(-left // timedelta(seconds=1)))


def quota(person: Person) -> Quota:
    """What that person has left, for them to see before they write to somebody new."""
    most, window = settings().limit_people, _window()
    opened = db.session.scalars(Conversation.opened_by(person.id, now() - window)).all()
    left = max(0, most - len(opened))
    return Quota(left, most, None if left else opened[len(opened) - most] + window)


def _window() -> timedelta:
    return timedelta(minutes=settings().limit_minutes)


def _wait() -> timedelta:
    return timedelta(minutes=settings().limit_wait_minutes)
