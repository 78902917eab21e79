"""Releasing: a message that waits becomes a message of its conversation, once, whatever dies meanwhile.

The rows of `waiting` are the truth. Whoever comes across one that is due may release it: the thread of a page process,
a job, its author. The lock of the row makes it happen once, and all of it is one transaction.
"""

import structlog
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from inbox.clock import now
from inbox.errors import Conflict, Refused
from inbox.events import WaitingChanged
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.models.waiting import CANCELLED, REFUSED, RELEASED, WAITING, Waiting
from inbox.services import attachments, conversations, messages, waiting
from inbox.transaction import tell, transaction

log = structlog.get_logger()
AT_ONCE = 100
"""How many are released before looking again."""


class _NotSent(Exception):
    """What the rules of sending said to it."""

    def __init__(self, refusal: Refused):
        super().__init__(str(refusal))
        self.refusal = refusal


def release(waiting_id: int) -> Message | None:
    """Sends it if it is due and nobody else did. When it may not be sent any more it stays, with the reason."""
    try:
        return _release_due(waiting_id)
    except _NotSent as failed:
        _keep(waiting_id, failed.refusal)
        return None


def release_now(author: Person, waiting_id: int) -> Message:
    """Sends one's own without waiting; one that was sent meanwhile is found.

    Raises what messages.send does, and then it stays with the reason; Conflict when it was cancelled.
    """
    try:
        return _release_own(author, waiting_id)
    except _NotSent as failed:
        _keep(waiting_id, failed.refusal)
        raise failed.refusal from None


def release_due() -> int:
    """Sends all that is due; returns how many. One that fails holds up no other."""
    found = db.session.scalars(Waiting.due(now()).with_only_columns(Waiting.id).limit(AT_ONCE)).all()
    db.session.rollback()  # nothing is held meanwhile
    return sum(_is_released(waiting_id) for waiting_id in found)


def _is_released(waiting_id: int) -> bool:
    try:
        return release(waiting_id) is not None
    except SQLAlchemyError as error:  # away, or locked for too long: the next look finds it again
        log.warning("not released", waiting=waiting_id, error=type(error).__name__)
    except Exception:  # a mistake in one of them holds up nobody else's
        log.exception("not released", waiting=waiting_id)
    return False


@transaction
def _release_due(waiting_id: int) -> Message | None:
    row = waiting.read(Waiting.due(now()).where(Waiting.id == waiting_id))
    return _become_message(row) if row else None


@transaction
def _release_own(author: Person, waiting_id: int) -> Message:
    row = waiting.own(author, waiting_id)
    if row.state == CANCELLED:
        raise Conflict(_l("This message was cancelled."))
    return db.session.get(Message, row.message_id) if row.state == RELEASED else _become_message(row)


def _become_message(row: Waiting) -> Message:
    """The one way from a waiting row, which is locked, to a message. The rules of sending are asked now."""
    author, other = db.session.get(Person, row.author_id), db.session.get(Person, row.other_id)
    try:
        message = _send(author, other, row)
    except Refused as refusal:
        raise _NotSent(refusal) from refusal
    row.state, row.message_id, row.ended_at, row.body = RELEASED, message.id, now(), ""
    row.original = None
    author.waiting -= 1
    tell(WaitingChanged((author.id,)))
    return message


def _send(author: Person, other: Person, row: Waiting) -> Message:
    """Takes the locks in the order of every send, so that no two wait for each other: the conversation, then people;
    two of them by their numbers."""
    conversations.open_between(author, other)
    for person in sorted((author, other), key=lambda each: each.id):
        waiting.locked(person)
    files = [file.token for file in attachments.held_by(row)] if row.file_names else ()
    return messages.send(
        author, other, row.body, row.key, row.reply_to_id, files=files, reply_to_file=row.reply_to_file_id,
        waiting_id=row.id, written=row.written,
    )  # fmt: skip


@transaction
def _keep(waiting_id: int, refusal: Refused) -> None:
    """It stays in its author's list with the reason, and nothing tries again by itself."""
    row = waiting.read(select(Waiting).where(Waiting.id == waiting_id, Waiting.state == WAITING))
    if row is not None:
        with force_locale(db.session.get(Person, row.author_id).locale):
            row.state, row.refusal = REFUSED, str(refusal.lasting)[: Waiting.refusal.type.length]
        tell(WaitingChanged((row.author_id,)))
