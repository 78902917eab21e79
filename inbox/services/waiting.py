"""Messages that wait: holding, scheduling, changing, taking back. `releases` makes messages of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, delete, select

from inbox import prepared
from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import WaitingChanged
from inbox.extensions import db
from inbox.models.message import Message, Written
from inbox.models.person import Person
from inbox.models.waiting import CANCELLED, HELD, LISTED, RELEASED, SCHEDULED, WAITING, Waiting, already_said
from inbox.services import attachments, conversations, drafts, limits, messages
from inbox.text import clean
from inbox.transaction import tell, transaction


@transaction
def send(
    author: Person,
    other: Person,
    body: str,
    key: str,
    reply_to: int | None = None,
    draft: int = 0,
    files: Sequence[str] = (),
    reply_to_file: int | None = None,
) -> Message | Waiting:
    """Sends a message, or holds it for as long as its author chose. Arguments and errors are those of messages.send."""
    messages.refuse_key(key)
    hold_seconds, came_before = prepared.row(db.session, *_standing(author.id, other.id, key))
    said = Said(body, reply_to, tuple(files), reply_to_file)
    known = _known(author, other, key, said) if came_before is not None else None
    if known is not None and known.state in LISTED:
        return known
    holds = known is None and hold_seconds > 0
    if not holds or db.session.scalar(already_said(author, other, key)):
        return messages.send(author, other, body, key, reply_to, draft, files, reply_to_file)
    author = locked(author)
    if known := _known(author, other, key, said):  # the same form, a moment ago
        return known
    due_at = now() + timedelta(seconds=author.hold_seconds)
    held = _wait(author, other, HELD, key, said, due_at)  # first of all whether it may be sent
    _keep(held, drafts.spend(author, other, drafts.Writing(body, reply_to, draft, key)))
    return held


@transaction
def schedule(
    author: Person,
    other: Person,
    body: str,
    key: str,
    due_at: datetime,
    reply_to: int | None = None,
    files: Sequence[str] = (),
    reply_to_file: int | None = None,
) -> Waiting:
    """Has a message sent at that moment. Raises Invalid, NotAllowed, or Conflict when the form was used before."""
    author = locked(author)
    said = Said(body, reply_to, tuple(files), reply_to_file)
    known = _known(author, other, key, said)
    if known is not None:
        return known
    if db.session.scalar(already_said(author, other, key)):
        raise Conflict(_l("This form was already used to send a message. Schedule again to send this text later."))
    errors = wrong_text(body, files) | _wrong_time(due_at)
    if errors:
        raise Invalid(errors)
    if author.waiting >= settings().waiting_max:
        raise NotAllowed(_l("You have %(number)s messages waiting, and no more are possible. Send or cancel one first.",
                            number=author.waiting))  # fmt: skip
    written = drafts.spend(author, other, drafts.Writing(body, reply_to, 0, key))
    return _keep(_wait(author, other, SCHEDULED, key, said, due_at), written)


@transaction
def change(author: Person, waiting_id: int, body: str, due_at: datetime, revision: int) -> Waiting:
    """Another text, another time. `revision` is the one that the author saw.

    Raises Invalid, NotAllowed, or Conflict when it was sent, cancelled or changed meanwhile.
    """
    row = own(author, waiting_id)
    if row.state == RELEASED:
        raise Conflict(_l("This message was sent meanwhile, as it was. Your text is not sent."))
    if row.state == CANCELLED:
        raise Conflict(_l("This message was cancelled meanwhile. Your text is not sent."))
    if row.revision != revision:
        raise Conflict(_l("This message was changed meanwhile."))
    if not row.is_changeable:
        raise NotAllowed(_l("This message is about to be sent. Undo it to change it."))
    held = attachments.held_by(row)
    if errors := wrong_text(body, held) | _wrong_time(due_at):
        raise Invalid(errors)
    row.body, row.due_at, row.kind = _checked(body, held), due_at, SCHEDULED
    row.state, row.refusal, row.revision = WAITING, "", row.revision + 1
    tell(WaitingChanged((author.id,)))
    return row


@transaction
def cancel(author: Person, waiting_id: int) -> Waiting:
    """Takes a message back that nobody has seen. Twice is once. Raises Conflict when it was sent meanwhile."""
    row = own(author, waiting_id)
    if row.state == RELEASED:
        raise Conflict(_l("Too late: the message was sent."))
    if row.state in LISTED:
        row.state, row.ended_at = CANCELLED, now()
        attachments.give_back(row)
        drafts.give_back(row)
        locked(author).waiting -= 1
        tell(WaitingChanged((author.id,)))
    return row


@transaction
def forget_old() -> int:
    """Deletes the rows of what was sent or cancelled days ago; returns how many."""
    limit = now() - timedelta(days=settings().waiting_days)
    return db.session.execute(delete(Waiting).where(Waiting.ended_at < limit)).rowcount


def _keep(row: Waiting, written: Written | None) -> Waiting:
    """With what its author wrote before it was translated."""
    row.original, row.source, row.engine, row.target = written or (None, None, None, None)
    return row


@dataclass(frozen=True)
class Said:
    """What a form says: text, and what it brings and answers."""

    body: str
    reply_to: int | None = None
    files: tuple[str, ...] = ()
    reply_to_file: int | None = None


def _wait(author: Person, other: Person, kind: str, key: str, said: Said, due_at) -> Waiting:
    """A new row; `author` is locked, so that one form makes one."""
    body = _checked(said.body, said.files)
    messages.refuse_key(key)
    conversation = conversations.look_between(author, other)
    if sentence := conversations.refusal(author, other, conversation):
        raise NotAllowed(sentence)
    if kind == HELD:
        limits.foresee(author, conversation)
    messages.refuse_reply(author, said.reply_to, conversation)
    messages.refuse_file(author, said.reply_to_file, said.reply_to)
    files = attachments.chosen(author, other, said.files)
    row = Waiting(
        author_id=author.id, other_id=other.id, kind=kind, key=key, body=body, reply_to_id=said.reply_to,
        reply_to_file_id=said.reply_to_file, due_at=due_at, created_at=now(), file_names=attachments.names(files),
    )  # fmt: skip
    db.session.add(row)
    author.waiting += 1
    db.session.flush()
    attachments.hold(files, row)
    tell(WaitingChanged((author.id,)))
    return row


def _known(author: Person, other: Person, key: str, said: Said) -> Waiting | None:
    """What became of this form, if it came before. Raises Conflict when it carries something else now."""
    messages.refuse_key(key)
    row = db.session.scalar(*_of_form(author.id, other.id, key))
    if row is None or row.state == RELEASED:
        return row
    if row.state == CANCELLED:
        raise Conflict(_l("This message was taken back. Send again to send it after all."))
    is_other = (row.body, row.reply_to_id) != (clean(said.body), said.reply_to)
    if said.files and not is_other:
        is_other = not attachments.discard_repeated(author, other, said.files, attachments.held_by(row))
    if row.revision == 0 and is_other:
        raise Conflict(_l("This form was already used for a message that waits. Send again to send this text."))
    return row


def _checked(body: str, files: Sequence) -> str:
    return messages.checked_beside_files(body) if files else messages.checked(body)


@built_once
def _standing(author_id, other_id, key) -> Select:
    """Of the person, whom the verb's beginning has put out of date, how long their messages are held; and the number of
    what this form has made to wait, if it has."""
    its = and_(Waiting.author_id == author_id, Waiting.other_id == other_id, Waiting.key == key)
    return select(Person.hold_seconds, Waiting.id).outerjoin(Waiting, its).where(Person.id == author_id)


@built_once
def _of_form(author_id, other_id, key) -> Select:
    return select(Waiting).where(Waiting.author_id == author_id, Waiting.other_id == other_id, Waiting.key == key)


def own(author: Person, waiting_id: int) -> Waiting:
    """The author's row under its lock. Raises NotAllowed when it is somebody else's."""
    row = read(Waiting.of(author).where(Waiting.id == waiting_id))
    if row is None:
        raise NotAllowed(_l("Only its author can change a message."))
    return row


def read(found) -> Waiting | None:
    """The row as it is now, under its lock."""
    return db.session.scalar(found.with_for_update(of=Waiting).execution_options(populate_existing=True))


def locked(person: Person) -> Person:
    """The person under the lock of their row; others may still refer to it."""
    found = select(Person).where(Person.id == person.id).with_for_update(key_share=True)
    return db.session.scalar(found.execution_options(populate_existing=True))


def wrong_text(body: str, files: Sequence = ()) -> dict:
    """What is wrong with a text, beside these files, as errors of its field."""
    try:
        _checked(body, files)
    except Invalid as wrong:
        return wrong.errors
    return {}


def _wrong_time(due_at: datetime) -> dict:
    if due_at <= now():
        return {"when": _l("This time is over. Choose a later one.")}
    if due_at > now() + timedelta(days=settings().schedule_days):
        return {"when": _l("Choose a time within the next %(days)s days.", days=settings().schedule_days)}
    return {}
