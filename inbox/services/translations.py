"""Translations: asking for one, making it, and what becomes of it when its message changes.

What asks writes a row; a job makes it, and a sweep finds what was stranded. Who makes it has the row for a while: a job
whose worker died is tried again when that is over, and given up after some tries.
"""

from datetime import timedelta
from typing import NamedTuple

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import Insert, delete, insert, select, update

from inbox import prepared, translator
from inbox.answering import made_up
from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once
from inbox.errors import Invalid, NotAllowed
from inbox.events import ConversationsOrganised, SettingsChanged, TranslationAsked, TranslationMade
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import ASSISTANT, SPOKEN, Message
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.translation import DONE, FAILED, PENDING, SAME, Translation
from inbox.services import conversations
from inbox.throttle import throttle
from inbox.transaction import tell, transaction

log = structlog.get_logger()
HELD = timedelta(seconds=40)
"""For so long a job has what it makes: longer than a job may run."""


class Work(NamedTuple):
    """What a job is about to translate: a text, as it was at that revision, and languages that it may be in."""

    body: str
    revision: int
    likely: tuple[str, ...]
    kind: str


@transaction
def ask(reader: Person, message_id: int) -> None:
    """Has a message translated into the reader's language. What is there, or on its way, is not asked for again.

    Raises NotAllowed, or TooMany.
    """
    message, conversation = _seen(reader, message_id)
    row = _locked(message.id, reader.translate_to)
    if row is not None and row.revision == message.revision and row.state != FAILED:
        return
    count(reader)
    _begin(message, reader.translate_to, reader.id)
    message.changed_seq = conversations.advance(conversation)


def count(person: Person) -> None:
    """One more that this person asks for within the hour, of whichever kind. Raises TooMany."""
    window = (settings().translations_hour, 3600, "translations", str(person.id))
    if not throttle().hit(*window):
        raise throttle().refusal(*window)


def follow(message: Message, reader_id: int, target: str) -> None:
    """A new message came to somebody who has what comes translated. `target` is '' for who has not."""
    if _is_wanted(message, target):
        prepared.run(db.session, *_opened(message.id, target, message.revision, now()))
        tell(TranslationAsked(message.id, target, message.conversation_id, (reader_id,)))


@built_once
def _opened(message_id, target, revision, at) -> Insert:
    """The row of a message that has none yet: the one who sends waits for it."""
    values = {"message_id": message_id, "target": target, "revision": revision, "state": PENDING, "tries": 0}
    values |= {"engine": "", "source": "", "body": "", "reason": "", "created_at": at, "due_at": at}
    return insert(Translation.__table__).values(values)


def follow_late(message: Message, reader_id: int, target: str) -> bool:
    """The same of one that came before, once it is known in which language it is; whether it is needed."""
    is_wanted = _is_wanted(message, target)
    if is_wanted:
        _begin(message, target, reader_id)
    return is_wanted


def _is_wanted(message: Message, target: str) -> bool:
    return target not in ("", message.language) and message.kind in SPOKEN and bool(translator.engines())


def renew(message: Message, conversation: Conversation) -> None:
    """The text of a message changed: what was made of the old one goes, and who wanted that gets one of the new one."""
    reader_id = sum(conversation.people) - message.author_id
    for row in db.session.scalars(select(Translation).where(Translation.message_id == message.id)).all():
        _begin(message, row.target, reader_id)


def forget(message: Message) -> None:
    """Nothing of the message stays."""
    db.session.execute(delete(Translation).where(Translation.message_id == message.id))


def forget_cleared(part: Participation, up_to: int) -> None:
    """Somebody deleted for themselves what came up to that number; only they could see what was made of it, and what
    they wrote before it was translated."""
    its = select(Message.id).where(Message.conversation_id == part.conversation_id, Message.seq <= up_to)
    gone, own = its.where(Message.author_id != part.person_id), Message.author_id == part.person_id
    db.session.execute(delete(Translation).where(Translation.message_id.in_(gone)))
    its_own = update(Message).where(Message.id.in_(its), own, Message.original.is_not(None))
    db.session.execute(its_own.values(original=None).execution_options(synchronize_session=False))


def make(message_id: int, target: str) -> None:
    """Translates what was asked for. What is made already, or being made, is left alone. For jobs."""
    work = _take(message_id, target)
    if work is None:
        return
    try:
        done = translator.translate(work.body, target, likely=work.likely)
    except translator.NoTranslation as failure:
        _close(message_id, target, work, state=FAILED, engine=failure.engine, reason=failure.reason)
    else:
        if work.kind == ASSISTANT and made_up(done.text, [work.body]):  # an assistant never says another number
            _close(message_id, target, work, state=FAILED, engine=translator.title(done.engine), reason="answer")
            return
        state = DONE if done.engine else SAME
        made = {"engine": done.engine, "source": done.source, "body": done.text if done.engine else ""}
        _close(message_id, target, work, state=state, **made)


def due() -> list[tuple[int, str]]:
    """The message and the language of each that waits for a try."""
    return [tuple(row) for row in db.session.execute(Translation.due().with_only_columns(*_KEY)).all()]


_KEY = (Translation.message_id, Translation.target)


@transaction
def choose(person: Person, target: str, automatic: bool) -> None:
    """The language that this person reads, and whether new messages are translated into it by themselves: in all
    conversations for which they have not chosen otherwise. Raises Invalid."""
    if target != person.translate_to and target not in translator.languages():
        raise Invalid({"target": _l("Choose a language from the list")})
    person.translate_to, person.translates = target, automatic
    mine = update(Participation).where(Participation.person_id == person.id)
    unchosen = Participation.translation_chosen.is_(False)
    db.session.execute(mine.where(unchosen).values(translate_to=target if automatic else ""))
    db.session.execute(mine.where(~unchosen, Participation.translate_to != "").values(translate_to=target))
    tell(SettingsChanged((person.id,)))


@transaction
def switch(person: Person, conversation_id: int, on: bool) -> None:
    """Whether new messages of that conversation are translated for this person by themselves."""
    part = conversations.side(conversation_id, person.id)
    part.translate_to, part.translation_chosen = person.translate_to if on else "", True
    tell(ConversationsOrganised(conversation_id, (person.id,)))


def _seen(reader: Person, message_id: int) -> tuple[Message, Conversation]:
    """A message that the reader may have translated, and its conversation, locked. Raises NotAllowed."""
    held = select(Message.conversation_id).where(Message.id == message_id).scalar_subquery()
    conversation = conversations.locked(Conversation.of(reader).where(Conversation.id == held))
    found = Message.of(reader).where(Message.id == message_id).execution_options(populate_existing=True)
    message = db.session.scalar(found) if conversation else None
    if message is None or message.author_id == reader.id or message.kind not in SPOKEN:
        raise NotAllowed(_l("Only what somebody else wrote to you can be translated."))
    if message.deleted_at is not None:
        raise NotAllowed(_l("This message was deleted."))
    if conversation.blocks:
        raise NotAllowed(_l("Nothing is translated while one of you blocks the other."))
    if not translator.engines():
        raise NotAllowed(translator.NoTranslation("none").sentence)
    return message, conversation


def _locked(message_id: int, target: str) -> Translation | None:
    key = (message_id, target)
    return db.session.get(Translation, key, populate_existing=True, with_for_update=True)


def _begin(message: Message, target: str, reader_id: int) -> None:
    """A row that waits for a job, in the place of one that is there. The conversation is locked."""
    row = _locked(message.id, target) or Translation(message_id=message.id, target=target)
    row.revision, row.state, row.engine, row.source = message.revision, PENDING, "", ""
    row.body, row.reason, row.tries, row.created_at, row.due_at = "", "", 0, now(), now()
    db.session.add(row)
    tell(TranslationAsked(message.id, target, message.conversation_id, (reader_id,)))


@transaction
def _take(message_id: int, target: str) -> Work | None:
    """The text, when it waits for a try; nobody else gets it for a while."""
    message, conversation = _under_lock(message_id)
    row = _locked(message_id, target)
    if row is None or row.state != PENDING or row.due_at > now():
        return None
    if message.deleted_at is not None or row.revision != message.revision:
        db.session.delete(row)
        return None
    work = Work(message.body, message.revision, _likely(message, conversation), message.kind)
    row.tries, row.due_at = row.tries + 1, now() + HELD
    if row.tries > settings().translation_tries:
        log.warning("translation given up", message=message_id, target=target)
        _set(row, message, conversation, state=FAILED, reason="broken")
        return None
    return work


def _likely(message: Message, conversation: Conversation) -> tuple[str, ...]:
    """What the author last wrote in here, then what they say that they speak."""
    author = db.session.get(Person, message.author_id)
    return tuple(filter(None, (message.language, conversation.language_of(author.id), *author.spoken)))


@transaction
def _close(message_id: int, target: str, work: Work, **outcome: str) -> None:
    """Keeps what was made, unless its message was changed or taken back meanwhile."""
    message, conversation = _under_lock(message_id)
    row = _locked(message_id, target)
    is_of_now = message is not None and message.deleted_at is None and message.revision == work.revision
    if row is not None and row.state == PENDING and row.revision == work.revision and is_of_now:
        _set(row, message, conversation, **outcome)


def _set(row: Translation, message: Message, conversation: Conversation, **outcome: str) -> None:
    for name, value in outcome.items():
        setattr(row, name, value)
    if row.source:
        message.language, message.heard = row.source, True
    message.changed_seq = conversations.advance(conversation)
    reader_id = sum(conversation.people) - message.author_id
    tell(TranslationMade(message.id, conversation.id, (reader_id,)))


def _under_lock(message_id: int) -> tuple[Message | None, Conversation | None]:
    held = select(Message.conversation_id).where(Message.id == message_id).scalar_subquery()
    conversation = conversations.locked(select(Conversation).where(Conversation.id == held))
    message = db.session.get(Message, message_id, populate_existing=True) if conversation else None
    return message, conversation
