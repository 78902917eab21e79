"""Translations of drafts: what somebody has typed, in the language of whom it is for, before it is sent.

Asking writes the row of the draft; a job puts the translation into it as its next version, so that it comes to the box
as a draft from another tab does, and wipes nothing that was typed meanwhile. What was typed is kept until it is sent.
"""

from dataclasses import replace
from typing import NamedTuple

import structlog
from flask_babel import lazy_gettext as _l

from inbox import translator
from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.events import DraftSaved, DraftTranslationAsked
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.person import Person
from inbox.models.translation import DONE, FAILED, PENDING, SAME
from inbox.services import drafts, translations
from inbox.text import clean, excerpt
from inbox.transaction import tell, transaction

log = structlog.get_logger()
LONG = "long"


class Work(NamedTuple):
    """What a job is about to translate: a text, as it was in that version, and languages that it may be in."""

    body: str
    version: int
    target: str
    likely: tuple[str, ...]


@transaction
def ask(author: Person, other: Person, typed: drafts.Writing, target: str) -> Draft:
    """Keeps what the author has typed for the other one, and has it translated. What is on its way is not asked for
    again; what is a translation already, and was not changed, is made anew of what was typed.

    Raises what `drafts.save` does, and TooMany.
    """
    if not translator.engines():
        raise NotAllowed(translator.NoTranslation("none").sentence)
    if target not in translator.languages():
        raise Invalid({"target": _l("Choose a language from the list")})
    draft = drafts.locked(author, other)
    if draft.translation == DONE and draft.key == "" and draft.body == clean(typed.body):
        typed = replace(typed, body=draft.original)
    draft = drafts.save(author, other, typed)
    if not draft.body:
        raise Invalid({"body": _l("Write a message first.")})
    if (draft.translation == PENDING and draft.target == target) or draft.body != clean(typed.body):
        return draft
    translations.count(author)
    draft.translation, draft.target, draft.engine, draft.reason = PENDING, target, "", ""
    draft.tries, draft.due_at = 0, now()
    conversation_id = _conversation_of(draft)
    tell(DraftTranslationAsked(author.id, other.id, conversation_id, (author.id,)))
    return draft


@transaction
def put_back(author: Person, other: Person) -> None:
    """What the author typed is the text again."""
    draft = drafts.locked(author, other)
    if draft.original:
        _set_text(draft, draft.original)
        draft.forget_translation()
        tell(DraftSaved(_conversation_of(draft), (author.id,)))


def make(author_id: int, other_id: int) -> None:
    """Translates what was asked for. What is made already, or being made, is left alone. For jobs."""
    work = _take(author_id, other_id)
    if work is None:
        return
    try:
        done = translator.translate(work.body, work.target, likely=work.likely)
    except translator.NoTranslation as failure:
        _close(author_id, other_id, work, "", translation=FAILED, engine=failure.engine, reason=failure.reason)
        return
    if not done.engine:
        _close(author_id, other_id, work, "", translation=SAME)
    elif len(done.text) > settings().draft_max:
        _close(author_id, other_id, work, "", translation=FAILED, reason=LONG)
    else:
        _close(author_id, other_id, work, done.text, translation=DONE, engine=done.engine, source=done.source)


def due() -> list[tuple[int, int]]:
    """The author and the other one of each draft that waits for a try."""
    return [tuple(row) for row in db.session.execute(Draft.to_be_translated().with_only_columns(*_KEY)).all()]


_KEY = (Draft.person_id, Draft.other_id)


@transaction
def _take(author_id: int, other_id: int) -> Work | None:
    """The text, when it waits for a try; nobody else gets it for a while."""
    draft = drafts.found_locked(author_id, other_id)
    if draft is None or draft.translation != PENDING or draft.due_at > now():
        return None
    draft.tries, draft.due_at = draft.tries + 1, now() + translations.HELD
    if draft.tries > settings().translation_tries:
        log.warning("translation of a draft given up", person=author_id, other=other_id)
        _say(draft, translation=FAILED, reason="broken")
        return None
    return Work(draft.body, draft.version, draft.target, _likely(author_id, other_id))


def _likely(author_id: int, other_id: int) -> tuple[str, ...]:
    """What the author last wrote in here, then what they say that they speak."""
    conversation = db.session.scalar(Conversation.between(author_id, other_id))
    author = db.session.get(Person, author_id)
    return tuple(filter(None, (conversation.language_of(author_id) if conversation else "", *author.spoken)))


@transaction
def _close(author_id: int, other_id: int, work: Work, text: str, source: str = "", **outcome: str) -> None:
    """Keeps what was made, unless the draft was changed or sent meanwhile. What was typed first stays the original,
    also when its translation is translated."""
    draft = drafts.found_locked(author_id, other_id)
    if draft is None or draft.translation != PENDING or draft.version != work.version:
        return
    if text and not draft.original:
        draft.original, draft.source = draft.body, source
    if text:
        _set_text(draft, text)
    _say(draft, **outcome)


def _set_text(draft: Draft, text: str) -> None:
    """A version that no form wrote: none goes on from it that has not seen it."""
    draft.body, draft.excerpt, draft.version, draft.key, draft.step = text, excerpt(text), draft.version + 1, "", 0


def _say(draft: Draft, **outcome: str) -> None:
    for name, value in outcome.items():
        setattr(draft, name, value)
    tell(DraftSaved(_conversation_of(draft), (draft.person_id,)))


def _conversation_of(draft: Draft) -> int | None:
    pair = Conversation.between(draft.person_id, draft.other_id)
    return db.session.scalar(pair.with_only_columns(Conversation.id))
