"""The messaging limit: how many new people somebody may write to, and the wait of those who try one too many.

All of the rule is here. A contact of a person is who has ever written to them. Conversations that a person opens with
somebody else count for `limit_minutes`; one more than `limit_people` begins a wait, an offence. During the wait the
person writes to contacts alone, and everybody may go on writing to them. Who has answered is a contact, so that most
messages pass without a look.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

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


class Reached(TooMany):
    """The limit is reached, or a wait goes on."""

    @property
    def lasting(self):
        return _l("The message limit was reached: this can be sent once the wait is over.")


class Notice(NamedTuple):
    """What a composer says of the limit. During a wait: until when, the minutes left with the one that has begun, and
    how many waits there were of late. Before a conversation is opened: how many more can be, of how many, and when it
    is none, from when on there is another one."""

    until: datetime | None = None
    minutes: int = 0
    offences: int = 0
    left: int = 0
    most: int = 0
    next_at: datetime | None = None


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
    _refuse_when_full(author, at)


def foresee(author: Person, conversation: Conversation | None) -> None:
    """Says of a message that is held for some seconds what `admit` would say of it now: it counts when it is released.
    Raises TooMany."""
    if conversation is None:
        _refuse_when_full(author, now())
    elif not conversation.has_heard(author.id) and author.is_limited(now()):
        raise refusal(author.limited_until, now())


def _refuse_when_full(author: Person, at: datetime) -> None:
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


def refusal(until: datetime, at: datetime) -> Reached:
    """What is said to who tries during the wait."""
    left = until - at
    sentence = _l(
        "Message limit reached. You can write to new people again in %(minutes)s min.", minutes=_minutes(left)
    )
    return Reached(sentence, -(-left // timedelta(seconds=1)))


def notice(viewer: Person, conversation: Conversation | None) -> Notice | None:
    """What the viewer is to know before they write there; nothing, beside a contact."""
    at = now()
    if conversation is not None and (conversation.has_heard(viewer.id) or not viewer.is_limited(at)):
        return None
    if viewer.is_limited(at):
        offences = db.session.scalar(standings.recent_offences(viewer.id, at))
        return Notice(until=viewer.limited_until, minutes=_minutes(viewer.limited_until - at), offences=offences)
    most = settings().limit_people
    opened = db.session.scalars(Conversation.opened_by(viewer.id, at - _window())).all()
    left = max(0, most - len(opened))
    return Notice(left=left, most=most, next_at=None if left else opened[len(opened) - most] + _window())


def _minutes(left: timedelta) -> int:
    return -(-left // timedelta(minutes=1))


def _window() -> timedelta:
    return timedelta(minutes=settings().limit_minutes)


def _wait() -> timedelta:
    return timedelta(minutes=settings().limit_wait_minutes)
