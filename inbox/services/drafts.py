"""Drafts: what is half-written, kept for its author alone."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import Update, and_, or_, select, update

from inbox import prepared
from inbox.config import settings
from inbox.database import built_once, insert_missing
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import DraftSaved
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.message import Message, Written
from inbox.models.person import Person
from inbox.models.translation import DONE, FAILED, PENDING, SAME
from inbox.models.waiting import LISTED, Waiting
from inbox.services import conversations
from inbox.text import clean, excerpt, is_blank, unstorable
from inbox.transaction import tell, transaction

KEY_MAX = Draft.key.type.length
CHANGED = "changed"
"""Why there is no translation of a text that its author went on writing."""


@dataclass(frozen=True)
class Writing:
    """What a composer holds: the text, what it answers, the draft that it grew from, and which save of it this is."""

    body: str
    reply_to: int | None = None
    version: int = 0  # of the draft that the page had when this was typed
    key: str = ""  # of the form
    step: int | None = None  # counted by the page; None where no script counts
    reply_to_file: int | None = None  # the attachment that it answers, one of that message

    @property
    def form(self) -> str:
        """The key, where it can be one."""
        return "" if len(self.key) > KEY_MAX or unstorable(self.key) else self.key


@transaction
def save(author: Person, other: Person, typed: Writing) -> Draft:
    """Keeps what the author has typed for the other one; what is blank takes the draft away.

    The last one to type wins, but only over what they had before their eyes: raises Conflict when the draft was
    changed elsewhere meanwhile. A save that was overtaken, by a later one or by its own message, changes nothing.
    Raises Invalid, NotAllowed.
    """
    body = checked(typed.body)
    conversation = conversations.between(author, other)
    if sentence := conversations.refusal(author, other, conversation):
        raise NotAllowed(sentence)
    draft = locked(author, other)
    if _is_overtaken(draft, typed, body) or _is_sent(author, conversation, draft, typed.form, body):
        return draft
    if draft.body not in ("", body) and not _goes_on_from(draft, typed):
        raise Conflict(_l("This draft was changed meanwhile, in another tab or on another device."))
    _write(draft, author, conversation, body, typed)
    return draft


def spend(author: Person, other: Person, typed: Writing) -> Written | None:
    """The message is sent: its draft goes with it, in the same transaction. One that was typed elsewhere stays. Returns
    what its author wrote, when it was translated since."""
    body = clean(typed.body)
    found = prepared.row(db.session, *_spent(author.id, other.id, typed.form, typed.version, body))
    if found is None or not found[0]:
        return None
    its = update(Draft.__table__).where(Draft.to(author.id, other.id))
    db.session.execute(its.values(original="", source="", engine=""))
    return Written(*found) if found[0] != body else None


@built_once
def _spent(author_id, other_id, form, version, body) -> Update:
    was_translated = and_(Draft.original != "", Draft.original == body)  # and is sent as it was typed, by an older page
    its_own = or_(Draft.key == form, Draft.version == version, Draft.body == body, was_translated)
    found = update(Draft.__table__).where(Draft.to(author_id, other_id), Draft.body != "", its_own)
    spent = {"body": "", "excerpt": "", "reply_to_id": None, "reply_to_file_id": None, "translation": ""}
    spent |= {"version": Draft.version + 1, "key": "", "step": 0}
    return found.values(spent).returning(Draft.original, Draft.source, Draft.engine, Draft.target)


def give_back(row: Waiting) -> None:
    """What waited is taken back, and goes into the box: what its author wrote before it was translated comes along."""
    if row.written is None:
        return
    draft = locked(db.session.get(Person, row.author_id), db.session.get(Person, row.other_id))
    if not draft.original:
        draft.translation, (draft.original, draft.source, draft.engine, draft.target) = DONE, row.written


def checked(body: str) -> str:
    """The text as it is kept; '' when nothing of it can be seen. Raises Invalid."""
    body, most = clean(body), settings().draft_max
    if len(body) > most:
        raise Invalid({"body": too_long(len(body))})
    if unstorable(body):
        raise Invalid({"body": _l("The text holds a character that cannot be stored")})
    return "" if is_blank(body) else body


def too_long(length):
    """The sentence for a text of that length."""
    return _l("The text has %(number)s characters; %(max)s are possible.", number=length, max=settings().draft_max)


def locked(author: Person, other: Person) -> Draft:
    """The draft under the lock of its row, made when there is none."""
    if draft := found_locked(author.id, other.id):
        return draft
    insert_missing(db.session, Draft, person_id=author.id, other_id=other.id)
    return found_locked(author.id, other.id)


def found_locked(author_id: int, other_id: int) -> Draft | None:
    """The same, where there is one."""
    found = select(Draft).where(Draft.to(author_id, other_id)).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def _goes_on_from(draft: Draft, typed: Writing) -> bool:
    return typed.version == draft.version or (typed.form != "" and typed.form == draft.key)


def _is_overtaken(draft: Draft, typed: Writing, body: str) -> bool:
    """Whether a later save of the same form was faster, or the translation of what this page shows."""
    if draft.translation == DONE and body == draft.original and typed.version < draft.version:
        return True
    same_form = typed.form != "" and typed.form == draft.key
    return same_form and typed.step is not None and typed.step <= draft.step


def _is_sent(author: Person, conversation: Conversation | None, draft: Draft, key: str, body: str) -> bool:
    """Whether this begins a message that the same form has sent, or put off, since: a save that came too late."""
    if key in ("", draft.key):
        return False
    waits = Waiting.of(author).with_only_columns(Waiting.body)
    found = [waits.where(Waiting.other_id == draft.other_id, Waiting.key == key, Waiting.state.in_(LISTED))]
    if conversation is not None:
        mine = Message.author_id == author.id, Message.conversation_id == conversation.id
        found.append(select(Message.body).where(*mine, Message.key == key))
    return any((db.session.scalar(each) or "").startswith(body or " ") for each in found)


def _write(draft: Draft, author: Person, conversation: Conversation | None, body: str, typed: Writing) -> None:
    reply_to = typed.reply_to if body else None
    is_there = conversation and reply_to and conversations.holds(conversation, reply_to, author)
    if reply_to not in (None, draft.reply_to_id) and not is_there:
        raise Invalid({"reply_to": _l("The message that you answer is not in this conversation.")})
    draft.key, draft.step = typed.form, draft.step if typed.step is None else typed.step
    file_id = typed.reply_to_file if reply_to else None
    if (draft.body, draft.reply_to_id, draft.reply_to_file_id) == (body, reply_to, file_id):
        return
    _heed_translation(draft, body)
    draft.reply_to_id, draft.reply_to_file_id = reply_to, file_id
    draft.body, draft.excerpt, draft.version = body, excerpt(body), draft.version + 1
    tell(DraftSaved(conversation.id if conversation else None, (draft.person_id,)))


def _heed_translation(draft: Draft, body: str) -> None:
    """The text changes. Of a translation only what was made of it is kept, and it is not wiped by one that comes."""
    if body in ("", draft.original):
        draft.forget_translation()
    elif draft.translation == PENDING and body != draft.body:
        draft.translation, draft.reason, draft.engine = FAILED, CHANGED, ""
    elif draft.translation == SAME:
        draft.forget_translation()
