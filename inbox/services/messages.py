"""Messages: sending, editing, deleting. Each change takes the next number of its conversation under the lock."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import Insert, Select, Update, case, insert, select, update
from sqlalchemy import delete as delete_rows

from inbox import prepared
from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import MessageDeleted, MessageEdited, MessageSent, SendRepeated
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.conversation import Conversation
from inbox.models.entry import Kind, of_message
from inbox.models.label import LabelOn
from inbox.models.message import BY_HAND, Message, MessageVersion, Written
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM, Participation, tells
from inbox.models.person import Person
from inbox.prepared import Entity
from inbox.services import attachments, conversations, drafts, entries, limits, responses, translations
from inbox.text import clean, is_blank, unstorable
from inbox.transaction import tell, transaction

KEY_MAX = 64
_MESSAGE = Entity(Message)


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
    waiting_id: int | None = None,
    written: Written | None = None,
) -> Message:
    """Sends a message; opens the conversation when there is none. `draft`: the version of the draft it grew from;
    `files`: the tokens of files that the author uploaded for the other one, or that waited with `waiting_id`;
    `written`: what waited in the author's own words.

    `key` makes a retry, a double click and the back button land once: the same key with the same text returns the
    message that is there. Raises Invalid, NotAllowed, or Conflict for the same key with another text.
    """
    body = checked(body) if not files else checked_beside_files(body)
    refuse_key(key)
    conversation = conversations.open_between(author, other)
    typed = drafts.Writing(body, reply_to, draft, key)
    if sent := _sent_before(author, conversation, key):
        if sent.revision == 0 and sent.deleted_at is None and (sent.body, sent.reply_to_id) != (body, reply_to):
            raise Conflict(_l("This form was already used to send another message. Send again to send this text."))
        if files and not attachments.discard_repeated(author, other, files, attachments.of(sent)):
            raise Conflict(_l("This form was already used to send other files. Send again to send these."))
        drafts.spend(author, other, typed)
        tell(SendRepeated(conversation.id, conversation.people))  # the server may have died before it could push
        return sent
    refuse_reply(author, reply_to, conversation)
    refuse_file(author, reply_to_file, reply_to)
    attached = attachments.chosen(author, other, files, waiting_id)
    written = drafts.spend(author, other, typed) or written
    seq = conversations.advance(conversation)
    shown = Shown(BY_HAND, body, attachments.names(attached), reply_to, reply_to_file)
    message = _say(conversation, seq, author.id, key, shown, written.target if written else "")
    if attached:
        attachments.attach(attached, message, conversation)
    _arrive(message, author.id, other.id)
    entries.add(Kind.MESSAGE, message.id, of_message(conversation.people, author.id, body, shown.file_names))
    if written:
        message.original, message.source, message.engine = written[:3]
    if not conversation.has_heard(other.id):  # here, where the row may change anyway: one statement does both
        conversation.wrote |= conversation.side_of(author.id)  # from now on the author is a contact of the other one
    responses.heed(message, conversation, author, other)
    tell(MessageSent(message.id, conversation.id, (other.id, author.id)))  # whoever does not know it yet is first
    return message


@transaction
def say(author: Person, other: Person, conversation: Conversation, body: str, kind: str, key: str) -> Message:
    """Sends what nobody wrote by hand, for the author, in a conversation that is locked.

    It is no answer: in the author's list stays what the other one wrote, unread as it was, and neither has a new
    contact. Raises Invalid for a text that no message may have, and what the limit says."""
    body = checked(body)
    limits.admit(author, conversation)
    seq = conversations.advance(conversation)
    message = _say(conversation, seq, author.id, key, Shown(kind, body, "", None, None))
    _arrive_beside(message, other.id)
    entries.add(Kind.MESSAGE, message.id, of_message(conversation.people, author.id, body))
    tell(MessageSent(message.id, conversation.id, (other.id, author.id)))
    return message


@transaction
def edit(editor: Person, message_id: int, body: str, revision: int) -> Message:
    """Changes the text of one's own message, within its 15 minutes, keeping the text that it had.

    `revision` is the one that the editor saw. Raises Invalid, NotAllowed, or Conflict when it changed meanwhile.
    """
    message, conversation = _open_to(editor, message_id)
    body = checked(body) if not message.file_names else checked_beside_files(body)
    if message.revision != revision:
        raise Conflict(_l("This message was changed meanwhile."))
    if message.body == body:
        return message
    limits.admit(editor, conversation)
    written_at = message.edited_at or message.created_at
    db.session.add(
        MessageVersion(message_id=message.id, revision=message.revision, body=message.body, written_at=written_at)
    )
    names = message.file_names
    found_by = [of_message(conversation.people, editor.id, text, names) for text in (message.body, body)]
    entries.replace(Kind.MESSAGE, message.id, *found_by)
    message.body, message.edited_at, message.revision, message.heard = body, now(), message.revision + 1, False
    translations.renew(message, conversation)
    _changed(message, conversation)
    tell(MessageEdited(message.id, conversation.id, conversation.people))
    return message


@transaction
def delete(editor: Person, message_id: int) -> Message:
    """Takes one's own message back, within its 15 minutes: no trace of its text stays, a tombstone does.

    Deleting twice is deleting once. Raises NotAllowed.
    """
    message, conversation = _own(editor, message_id)
    if message.deleted_at is not None:
        return message
    _refuse_when_over(editor, message)
    found_by = of_message(conversation.people, editor.id, message.body, message.file_names)
    entries.remove(Kind.MESSAGE, message.id, found_by)
    if message.file_names:
        attachments.remove_all(message)
    message.body, message.deleted_at, message.deleted_by_id = "", now(), editor.id
    message.file_names, message.original = "", None
    db.session.execute(delete_rows(MessageVersion).where(MessageVersion.message_id == message.id))
    translations.forget(message)
    _changed(message, conversation)
    _unread_no_more(message, conversation)
    responses.forget(message, conversation)
    tell(MessageDeleted(message.id, conversation.id, conversation.people))
    return message


def checked(body: str) -> str:
    """The text as it is stored. Raises Invalid with what is wrong with it."""
    body = checked_beside_files(body)
    if not body:
        raise Invalid({"body": _l("Write a message first.")})
    return body


def checked_beside_files(body: str) -> str:
    """The same of a text that may be left out, because there are files: '' when nothing of it can be seen."""
    body = clean(body)
    if unstorable(body):
        raise Invalid({"body": _l("The text holds a character that cannot be sent. Remove it and send again.")})
    if is_blank(body):
        return ""
    if len(body) > settings().message_max:
        sentence = _l("The text has %(number)s characters; %(max)s are possible.",
                      number=len(body), max=settings().message_max)  # fmt: skip
        raise Invalid({"body": sentence})
    return body


def refuse_key(key: str) -> None:
    """Raises Invalid for a key that no form of ours has."""
    if not 1 <= len(key) <= KEY_MAX or unstorable(key):
        raise Invalid({"key": _l("This form cannot be sent. Load the page again; your text stays.")})


def refuse_reply(author: Person, reply_to: int | None, conversation: Conversation | None) -> None:
    """Raises Invalid when what is answered is not in this conversation, as far as the author sees it."""
    if reply_to is not None and (conversation is None or not conversations.holds(conversation, reply_to, author)):
        raise Invalid({"reply_to": _l("The message that you answer is not in this conversation.")})


def refuse_file(author: Person, reply_to_file: int | None, reply_to: int | None) -> None:
    """Raises Invalid when the file that is answered is not one of the message that is answered."""
    if reply_to_file is None:
        return
    its = Attachment.seen_by(author, Attachment.id).where(Attachment.id == reply_to_file)
    if db.session.scalar(its.where(Attachment.message_id == reply_to)) is None:
        raise Invalid({"reply_to_file": _l("The file that you answer is not in this conversation.")})


def _sent_before(author: Person, conversation: Conversation, key: str) -> Message | None:
    id_ = prepared.value(db.session, *_of_form(author.id, conversation.id, key))
    return None if id_ is None else db.session.get(Message, id_, populate_existing=True)


@built_once
def _of_form(author_id, conversation_id, key) -> Select:
    """Its number alone: mostly there is none."""
    return select(Message.id).where(
        Message.author_id == author_id, Message.conversation_id == conversation_id, Message.key == key
    )


def _own(editor: Person, message_id: int) -> tuple[Message, Conversation]:
    """The editor's message and its conversation, locked. Raises NotAllowed when it is somebody else's."""
    held = select(Message.conversation_id).where(Message.id == message_id).scalar_subquery()
    conversation = conversations.locked(Conversation.of(editor).where(Conversation.id == held))
    found = Message.of(editor).where(Message.id == message_id).execution_options(populate_existing=True)
    message = db.session.scalar(found) if conversation else None
    if message is None or message.author_id != editor.id:
        raise NotAllowed(_l("Only its author can change a message."))
    return message, conversation


def _open_to(editor: Person, message_id: int) -> tuple[Message, Conversation]:
    message, conversation = _own(editor, message_id)
    if message.deleted_at is not None:
        raise NotAllowed(gone())
    _refuse_when_over(editor, message)
    return message, conversation


def _refuse_when_over(editor: Person, message: Message) -> None:
    """The time is taken here, under the lock: when the request came does not count."""
    if message.kind != BY_HAND:
        raise NotAllowed(_l("Only what somebody wrote can be edited or deleted."))
    if not message.editable_by(editor, now(), settings().edit_minutes):
        raise NotAllowed(over())


def gone():
    """The sentence that says why there is nothing left to change."""
    return _l("This message was deleted.")


def over():
    """The sentence that says why a message cannot be changed any more."""
    return _l("The %(minutes)s minutes to edit or delete are over.", minutes=settings().edit_minutes)


def _changed(message: Message, conversation: Conversation) -> None:
    """Stamps the row and those that quote it, and what the lists show of it."""
    message.changed_seq = conversations.advance(conversation)
    quoting = update(Message).where(Message.reply_to_id == message.id, Message.conversation_id == conversation.id)
    db.session.execute(quoting.values(changed_seq=message.changed_seq))
    db.session.execute(
        update(Participation)
        .where(
            Participation.conversation_id == conversation.id,
            Participation.last_message_id == message.id,
            Participation.cleared_seq < message.seq,
        )
        .values(last_excerpt=message.excerpt, last_deleted=message.deleted_at is not None)
    )


def _arrive(message: Message, author_id: int, other_id: int) -> None:
    """Puts the message on top of both lists, and counts it as unread for the other side."""
    shown = {
        "last_message_id": message.id, "last_seq": message.seq, "last_at": message.created_at,
        "last_author_id": author_id, "last_excerpt": message.excerpt, "last_deleted": False,
    }  # fmt: skip
    sides = prepared.rows(db.session, *_arrived(message.conversation_id, *shown.values()))
    if sides:
        _heed(message, [Side._make(row) for row in sides], author_id)
        return
    of_each = {"conversation_id": message.conversation_id, "read_seq": 0, **shown}
    pairs = ((author_id, other_id, 0), (other_id, author_id, 1))
    parts = [of_each | {"person_id": id_, "other_id": facing, "unread": count} for id_, facing, count in pairs]
    translating = dict(db.session.execute(Person.translating((author_id, other_id))).all())
    for part in parts:
        part["translate_to"] = translating.get(part["person_id"], "")
    db.session.execute(insert(Participation), parts)
    conversations.count_unread(other_id, 1)
    translations.follow(message, other_id, translating.get(other_id, ""))


def _arrive_beside(message: Message, other_id: int) -> None:
    """The same of an automatic message: what the author's own list shows stays, unless they have deleted all of it."""
    its = Participation.conversation_id == message.conversation_id
    shown = {"last_message_id": message.id, "last_at": message.created_at, "last_author_id": message.author_id}
    shown |= {"last_seq": message.seq, "last_excerpt": message.excerpt, "last_deleted": False}
    theirs = update(Participation).where(its, Participation.person_id == other_id)
    theirs = theirs.values(shown | {"unread": Participation.unread + 1})
    columns = (getattr(Participation, name) for name in Side._fields)
    sides = db.session.execute(theirs.returning(*columns), execution_options={"synchronize_session": False})
    _heed(message, [Side(*row) for row in sides], message.author_id)
    own = update(Participation).where(its, Participation.person_id == message.author_id)
    db.session.execute(own.where(Participation.is_cleared()).values(shown))
    db.session.execute(own.values(last_seq=message.seq))


class Shown(NamedTuple):
    """What a new message shows."""

    kind: str
    body: str
    file_names: str
    reply_to_id: int | None
    reply_to_file_id: int | None


def _say(conversation: Conversation, seq: int, author_id: int, key: str, shown: Shown, language: str = "") -> Message:
    """The new message. What is inserted is known, so only its number is read back. It is taken to be in that language,
    or else in the one that its author last wrote in here, until a job looked at it."""
    at, language = now(), language or conversation.language_of(author_id)
    id_ = prepared.value(db.session, *_said(conversation.id, seq, author_id, key, at, language, *shown))
    said = {
        "id": id_, "conversation_id": conversation.id, "seq": seq, "changed_seq": seq, "author_id": author_id,
        "key": key, "revision": 0, "created_at": at, "edited_at": None, "deleted_at": None,
        "deleted_by_id": None, "language": language, "heard": False, "original": None, "source": None, "engine": None,
        "instead": False,
        **shown._asdict(),
    }  # fmt: skip
    return _MESSAGE.made(db.session, [said[name] for name in _MESSAGE.names])


@built_once
def _said(
    conversation_id, seq, author_id, key, at, language, kind, body, file_names, reply_to, reply_to_file
) -> Insert:
    table = Message.__table__  # not the class: see `_say`
    values = {"conversation_id": conversation_id, "seq": seq, "changed_seq": seq, "author_id": author_id, "body": body}
    values |= {"file_names": file_names, "reply_to_id": reply_to, "reply_to_file_id": reply_to_file}
    values |= {"key": key, "kind": kind, "created_at": at, "language": language}
    return insert(table).values(values).returning(table.c.id)


@built_once
def _arrived(conversation_id, message_id, seq, at, author_id, shown, deleted) -> Update:
    table = Participation.__table__  # not the class: no verb that sends has read them before
    unread = table.c.unread + case((table.c.person_id == author_id, 0), else_=1)
    values = {"last_message_id": message_id, "last_seq": seq, "last_at": at, "last_author_id": author_id}
    values |= {"last_excerpt": shown, "last_deleted": deleted, "unread": unread}
    its = update(table).where(table.c.conversation_id == conversation_id).values(values)
    return its.returning(*(table.c[name] for name in Side._fields))


class Side(NamedTuple):
    """What a send needs to know of a participation once it has counted the message there."""

    person_id: int
    unread: int
    marked: bool
    place: str
    blocked: bool
    labels: int
    translate_to: str

    @property
    def was_told(self) -> bool:
        """Whether it was among the unread ones before."""
        return tells(self.place, self.unread - 1, self.marked, self.blocked)


def _heed(message: Message, sides: list["Side"], author_id: int) -> None:
    """A message brings a conversation back to the one who gets it, unless it is spam; and labels go by its key."""
    (theirs,) = [side for side in sides if side.person_id != author_id]
    if theirs.place in (ARCHIVED, SNOOZED):
        its = (Participation.conversation_id == message.conversation_id, Participation.person_id == theirs.person_id)
        db.session.execute(update(Participation).where(*its).values(place=INBOX, snoozed_until=None))
    if theirs.place != SPAM and not theirs.blocked and not theirs.was_told:
        conversations.count_unread(theirs.person_id, 1)
    wanted = theirs.place != SPAM and not theirs.blocked
    translations.follow(message, theirs.person_id, theirs.translate_to if wanted else "")
    if any(side.labels for side in sides):
        on_it = update(LabelOn).where(LabelOn.conversation_id == message.conversation_id)
        db.session.execute(on_it.values(last_message_id=message.id))


def _unread_no_more(message: Message, conversation: Conversation) -> None:
    """A message taken back before the other side read it is not unread any more."""
    other_id = sum(conversation.people) - message.author_id
    part = conversations.side(conversation.id, other_id)
    if message.seq > max(part.read_seq, part.cleared_seq):
        conversations.less_unread(part, 1)
