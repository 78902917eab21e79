"""Attachments: files become part of a message, and go with it or when their time is over."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid
from inbox.events import FileForsaken, FilesChanged, UploadsChanged
from inbox.extensions import db
from inbox.models.attachment import DELETED, Attachment
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.models.waiting import Waiting
from inbox.moments import years_after
from inbox.services import contents, conversations, findings, power_cuts, uploads
from inbox.transaction import tell, transaction


def chosen(author: Person, other: Person, tokens: Sequence[str], waiting_id: int | None = None) -> list[Attachment]:
    """The author's unsent files for the other one with these tokens, under their locks, in the order of their coming.
    `waiting_id`: of those that wait with that message. Raises Invalid when one is missing or not whole."""
    if not tokens:
        return []
    wanted = list(dict.fromkeys(tokens))
    if len(wanted) > settings().files_message_max:
        raise Invalid({"files": _l("One message takes %(max)s files. Send the rest with another one.",
                                   max=settings().files_message_max)})  # fmt: skip
    mine = (Attachment.owner_id == author.id, Attachment.other_id == other.id, Attachment.message_id.is_(None))
    there = Attachment.waiting_id == waiting_id if waiting_id is not None else Attachment.waiting_id.is_(None)
    found = select(Attachment).where(Attachment.token.in_(wanted), *mine, there).order_by(Attachment.id)
    found = found.with_for_update(of=Attachment).execution_options(populate_existing=True)
    rows = list(db.session.scalars(found))
    if len(rows) < len(wanted):
        raise Invalid({"files": _l("One of the files is not here any more. Choose it again.")})
    if not all(row.is_whole for row in rows):
        raise Invalid({"files": _l("Wait until all files are uploaded, or remove those that are not.")})
    power_cuts.settle_now(rows)
    return rows


def attach(rows: Sequence[Attachment], message: Message, conversation: Conversation) -> None:
    """They are sent with that message, whose conversation is locked."""
    for row in rows:
        row.message_id, row.conversation_id, row.waiting_id, row.expires_at = message.id, conversation.id, None, None
        row.sent_at, row.delete_on = message.created_at, years_after(message.created_at, settings().file_years)
    findings.add(rows)
    conversation.files += len(rows)
    _say_unsent(rows)


def hold(rows: Sequence[Attachment], waiting: Waiting) -> None:
    """They wait with that message."""
    for row in rows:
        row.waiting_id, row.expires_at = waiting.id, None
    _say_unsent(rows)


def give_back(waiting: Waiting) -> None:
    """What waited with it is among the author's unsent files again."""
    its = update(Attachment).where(Attachment.waiting_id == waiting.id, Attachment.message_id.is_(None))
    until = now() + timedelta(days=settings().unsent_days)
    db.session.execute(its.values(waiting_id=None, expires_at=until))
    tell(UploadsChanged(waiting.other_id, (waiting.author_id,)))


def held_by(waiting: Waiting) -> list[Attachment]:
    """What waits with that message."""
    found = select(Attachment).where(Attachment.waiting_id == waiting.id).order_by(Attachment.id)
    return list(db.session.scalars(found))


def names(rows: Sequence[Attachment]) -> str:
    """As the message keeps them: one a line."""
    return "\n".join(row.name for row in rows)


def of(message: Message) -> list[Attachment]:
    """Those that were sent with it."""
    return list(
        db.session.scalars(select(Attachment).where(Attachment.message_id == message.id).order_by(Attachment.id))
    )


def remove(rows: Sequence[Attachment]) -> None:
    """They are deleted for good; their rows stay for the cards that say so. Who asks stamps the messages."""
    rows = [row for row in rows if row.state != DELETED]
    forsaken = {row.content_id for row in rows} - {None}
    findings.remove(rows)
    for row in rows:
        if row.content_id is None:
            tell(FileForsaken(row.id))
        row.content_id, row.state, row.deleted_at, row.delete_on = None, DELETED, now(), None
    db.session.flush()
    contents.let_go(forsaken)


def remove_all(message: Message) -> None:
    """The message is deleted, and its files with it."""
    rows = of(message)
    remove(rows)
    for row in rows:
        row.name = ""


@transaction
def expire(attachment_ids: Sequence[int]) -> int:
    """The time of these is over: they are deleted for good, and their cards say so. Says how many were there."""
    its = Attachment.id.in_(attachment_ids)
    talks = select(Attachment.conversation_id).where(its, Attachment.conversation_id.is_not(None))
    held = select(Conversation).where(Conversation.id.in_(talks)).order_by(Conversation.id)
    held = held.with_for_update(of=Conversation).execution_options(populate_existing=True)
    talking = {conversation.id: conversation for conversation in db.session.scalars(held)}
    found = select(Attachment).where(its, Attachment.delete_on <= now()).order_by(Attachment.id)
    rows = list(db.session.scalars(found.with_for_update().execution_options(populate_existing=True)))
    remove(rows)
    sent = defaultdict(list)
    for row in rows:
        sent[row.conversation_id].append(row.message_id)
    for conversation_id, message_ids in sent.items():
        _stamp(talking[conversation_id], message_ids)
        tell(FilesChanged(conversation_id, talking[conversation_id].people))
    return len(rows)


def expire_unseen(conversation_id: int, up_to: int) -> None:
    """Nobody sees the messages of that conversation up to that number any more: their files are due, and nobody is
    warned. The conversation is locked."""
    gone = select(Message.id).where(Message.conversation_id == conversation_id, Message.seq <= up_to)
    due = update(Attachment).where(Attachment.conversation_id == conversation_id, Attachment.message_id.in_(gone))
    due = due.where(Attachment.delete_on > now()).values(delete_on=now(), warned_at=now())
    db.session.execute(due.execution_options(synchronize_session=False))


def showing(*content_ids: int) -> list[int]:
    """The conversations in which a file with such a content was sent. They are locked before the contents are."""
    found = select(Attachment.conversation_id).where(Attachment.content_id.in_(content_ids)).distinct()
    return list(db.session.scalars(found.where(Attachment.conversation_id.is_not(None))))


def stamp_one(row: Attachment) -> None:
    """What the card of that file shows changed; the conversation that it was sent in is locked."""
    if row.conversation_id is None:
        _say_unsent([row])
        return
    conversation = conversations.locked(select(Conversation).where(Conversation.id == row.conversation_id))
    _stamp(conversation, [row.message_id])
    tell(FilesChanged(conversation.id, conversation.people))


def stamp(*content_ids: int) -> None:
    """What the cards of all files with these contents show changed."""
    its = Attachment.content_id.in_(content_ids)
    sent = select(Attachment.conversation_id, Attachment.message_id).where(its, Attachment.message_id.is_not(None))
    messages = defaultdict(list)
    for conversation_id, message_id in db.session.execute(sent):
        messages[conversation_id].append(message_id)
    _say_unsent(db.session.scalars(select(Attachment).where(its, Attachment.expires_at.is_not(None))).all())
    for conversation_id in sorted(messages):
        conversation = conversations.locked(select(Conversation).where(Conversation.id == conversation_id))
        _stamp(conversation, messages[conversation_id])
        tell(FilesChanged(conversation.id, conversation.people))


def _stamp(conversation: Conversation, message_ids: Sequence[int]) -> None:
    """These messages, and those that answer their files."""
    seq = conversations.advance(conversation)
    its = Message.id.in_(message_ids) | (Message.reply_to_id.in_(message_ids) & Message.reply_to_file_id.is_not(None))
    db.session.execute(
        update(Message).where(Message.conversation_id == conversation.id, its).values(changed_seq=seq)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _say_unsent(rows: Sequence[Attachment]) -> None:
    for owner_id, other_id in sorted({(row.owner_id, row.other_id) for row in rows}):
        tell(UploadsChanged(other_id, (owner_id,)))


def discard_repeated(author: Person, other: Person, tokens: Sequence[str], kept: Sequence[Attachment]) -> bool:
    """A form that has landed came again, and brought its files once more: they go. Says whether they were the same
    files as those that are kept of the first time; otherwise they stay."""
    known = {row.token for row in kept}
    if all(token in known for token in tokens):
        return True
    rows = chosen(author, other, [token for token in tokens if token not in known])
    if names(rows) != names(kept):
        return False
    for row in rows:
        uploads.drop(row)
    _say_unsent(rows)
    return True
