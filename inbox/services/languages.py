"""Languages: finding out in which one messages are. A message is taken to be in the one that its author last wrote in
there, until a job has looked at it; mostly that is right, and nothing on a page changes."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Row, bindparam, select, update

from inbox import translator
from inbox.events import LanguageHeard
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import IS_UNHEARD, Message
from inbox.models.participation import Participation
from inbox.services import conversations, translations
from inbox.transaction import passing_transaction, tell, transaction

AT_ONCE, MOST = 200, 2000
"""Messages that are looked at together, and in one run."""


class Heard(NamedTuple):
    """The language of a message, as its text was at that revision."""

    message_id: int
    revision: int
    language: str


def hear() -> int:
    """Finds out the language of what nobody has looked at; returns of how many. For jobs."""
    done = 0
    while done < MOST and (found := _unheard()):
        _look_at(found)
        done += len(found)
    return done


def _unheard() -> list[Row]:
    columns = (Message.conversation_id, Message.id, Message.revision, Message.language, Message.body)
    found = db.session.execute(select(*columns).where(IS_UNHEARD).order_by(Message.id).limit(AT_ONCE)).all()
    db.session.rollback()  # nothing is held meanwhile
    return found


def _look_at(found: list[Row]) -> None:
    as_guessed, otherwise = [], defaultdict(list)
    for conversation_id, id_, revision, guess, body in found:
        heard = Heard(id_, revision, translator.detect(body))
        # Of what is not clear, such as a name or "ok", the language that its author last wrote in stays the best guess.
        (as_guessed if heard.language in ("", guess) else otherwise[conversation_id]).append(heard)
    if as_guessed:
        _confirm(as_guessed)
    for conversation_id, its in otherwise.items():
        _note(conversation_id, its)


@passing_transaction
def _confirm(heard: list[Heard]) -> None:
    """They are what they were taken for: those that were not edited meanwhile need no other look. Hundreds at once, for
    which whoever sends a message must not wait."""
    table = Message.__table__
    seen = update(table).where(table.c.id == bindparam("the_id"), table.c.revision == bindparam("the_revision"))
    told = [{"the_id": each.message_id, "the_revision": each.revision} for each in heard]
    db.session.connection().execute(seen.values(heard=True), told)


@transaction
def _note(conversation_id: int, heard: list[Heard]) -> None:
    conversation = conversations.locked(select(Conversation).where(Conversation.id == conversation_id))
    sides = {part.person_id: part for part in _sides(conversation_id)}
    moved = set()
    for each in heard:
        message = db.session.get(Message, each.message_id, populate_existing=True)
        if message.revision != each.revision and message.deleted_at is None:
            continue  # it was edited meanwhile, and is looked at again
        message.heard = True
        if each.language == message.language or message.deleted_at is not None:
            continue
        _remember(conversation, message.author_id, each.language)
        was, message.language = message.language, each.language
        reader_id = sum(conversation.people) - message.author_id
        if _follow(message, was, sides[reader_id]):
            message.changed_seq = conversations.advance(conversation)
            moved.add(reader_id)
    if moved:
        tell(LanguageHeard(conversation_id, tuple(sorted(moved))))


def _sides(conversation_id: int):
    return db.session.scalars(select(Participation).where(Participation.conversation_id == conversation_id)).all()


def _remember(conversation: Conversation, author_id: int, language: str) -> None:
    if author_id == conversation.low_id:
        conversation.low_language = language
    else:
        conversation.high_language = language


def _follow(message: Message, was: str, reader: Participation) -> bool:
    """Begins its translation, when the message was taken to need none. Whether there is one to be shown now."""
    is_for_them = message.seq > reader.cleared_seq and not (reader.blocked or reader.barred)
    needed_none = is_for_them and was == reader.translate_to != ""
    return needed_none and translations.follow_late(message, reader.person_id, reader.translate_to)
