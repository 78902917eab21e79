"""What the inbox shows, looked up for one viewer: the list, a conversation, and what changed in both."""

import secrets
from dataclasses import dataclass

from flask import abort
from flask_babel import get_timezone
from sqlalchemy import select

from inbox import wire
from inbox.config import settings
from inbox.database import built_once
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.message import Line, Message, Quote, lines, select_lines
from inbox.models.participation import Participation, Row, rows
from inbox.models.person import NAME_IN_ADDRESS, Person
from inbox.services import conversations
from inbox.text import excerpt
from inbox.views import panel, waits

FILTERS = ("all", "unread")
NO_LIST = "none"  # the filter of a page that shows no list
MAX_NUMBER = 2**62
NEWS = 5
"""Conversations whose newest message a browser may be told of at once."""


@dataclass(slots=True)
class Receipt:
    """Below the viewer's last message: whether the other side saw it."""

    seq: int
    seen: bool
    at: object


def number(text: str | None) -> int | None:
    """A whole number from the address; None when absent, 400 when it is none that could be ours."""
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= MAX_NUMBER):
        abort(400)
    return int(text)


def person_named(username: str) -> Person:
    """The person of that name, or 404; what cannot be a name never reaches the database."""
    if not NAME_IN_ADDRESS.fullmatch(username):
        abort(404)
    return db.session.scalar(*_named(username)) or abort(404)


_named = built_once(Person.named)


def new_key() -> str:
    """A key for one form: it lands once, however often it is sent."""
    return secrets.token_urlsafe(16)


def listing(viewer: Person, filter: str = "all", after: int | None = None) -> dict:
    """One page of the list, newest first."""
    if filter not in FILTERS:
        abort(404)
    found = Participation.newest(viewer.id)
    if filter == "unread":
        found = found.where(Participation.unread > 0)
    if after is not None:
        found = found.where(Participation.last_message_id < after)
    size = settings().page_conversations
    page = db.session.execute(found.limit(size + 1)).all()
    drawn = _with_presence(page[:size], viewer)
    more = drawn[-1].key if len(page) > size else None
    return {"rows": drawn, "more_after": more, "filter": filter, "after": after}


def thread(viewer: Person, other: Person, before: int | None = None, at: int | None = None) -> dict:
    """A page of the conversation with that person: the newest messages from the first unread on, older ones, or those
    around the message of that number."""
    conversation, draft = _opened(viewer, other)
    context = {
        "other": other, "since": 0, "lines": [], "older": None, "newer": None, "before": before, "first_unread": None,
        "receipt": None, "online": other.is_seen_among(wire.online([other.id])), "conversation": conversation,
        "writable": conversations.refusal(viewer, other, conversation), "draft": draft,
        "waits": waits.beside(viewer, other), **panel.beside(viewer, other),
    }  # fmt: skip
    if conversation is None:
        return context
    since, mine = conversation.seq, db.session.get(Participation, (conversation.id, viewer.id))
    if at is not None:
        context |= _around(viewer, other, conversation.id, at)
    else:
        size = min(200, max(settings().page_messages, mine.unread + 10 if before is None else 0))
        context["lines"], context["older"] = _lines(viewer, other, conversation.id, size, before)
    if context["before"] is None:
        unread = [line.seq for line in context["lines"] if not line.own and line.seq > mine.read_seq]
        if mine.unread and unread and (at is None or len(unread) >= mine.unread):  # else some of them are further up
            context["first_unread"] = unread[0]
        context["receipt"] = _receipt(viewer, other, conversation.id)
    return context | {"since": since}


def _around(viewer: Person, other: Person, conversation_id: int, at: int) -> dict:
    """The message of that number in the middle. `newer`: the last number there, when there is more after it; then it is
    a page of the past, as those before a number are."""
    half = max(1, settings().page_messages // 2)
    drawn, older = _lines(viewer, other, conversation_id, half, at + 1)
    found = select_lines().where(Message.conversation_id == conversation_id, Message.seq > at)
    after = db.session.execute(found.order_by(Message.seq).limit(half + 1)).all()
    drawn += lines(after[:half], viewer, other, settings().edit_minutes, get_timezone())
    newer = drawn[-1] if len(after) > half else None
    return {"lines": drawn, "older": older, "newer": newer, "before": newer and newer.seq}


def _opened(viewer: Person, other: Person) -> tuple[Conversation | None, Draft | None]:
    """The conversation of these two, and what the viewer has begun to write."""
    found = Conversation.between(viewer.id, other.id).add_columns(Draft)
    row = db.session.execute(found.outerjoin(Draft, Draft.to(viewer.id, other.id))).one_or_none()
    return (row[0], row[1]) if row else (None, draft_of(viewer, other))


def draft_of(viewer: Person, other: Person) -> Draft | None:
    """What the viewer has begun to write to the other one."""
    return db.session.scalar(select(Draft).where(Draft.to(viewer.id, other.id)))


def changes(viewer: Person, other: Person | None, since: int, filter: str, notes: set) -> dict:
    """The pieces that lay themselves over an old page: what changed in the conversation after `since`, and in the
    list what the notes name (conversation ids, or "all", "list", "presence" for the whole list)."""
    context = {"other": other, "since": since, "lines": [], "whole_thread": False}
    context |= {"older": None, "first_unread": None, "receipt": None, "online": False, "writable": None}
    context |= {"draft": None, "waits": []}
    if other is not None:
        context |= _changed_lines(viewer, other, since) | {"waits": waits.beside(viewer, other)}
    return context | _changed_rows(viewer, filter, notes) | {"news": news(viewer)}


def news(viewer: Person) -> list | None:
    """What the browser may tell of: where the newest message is unread; None for somebody who wants no such thing.

    All of it each time, as the numbers are: what is gone from here has been read, by whichever tab or device.
    """
    if not viewer.notify:
        return None
    return rows(db.session.execute(Participation.told(viewer.id).limit(NEWS)).all(), viewer.id, set())


def _changed_lines(viewer: Person, other: Person, since: int) -> dict:
    online = other.is_seen_among(wire.online([other.id]))
    conversation, draft = _opened(viewer, other)
    if conversation is None:
        return {"online": online, "draft": draft, "writable": conversations.refusal(viewer, other, None)}
    size, seq = settings().page_messages, conversation.seq
    found = select_lines().where(Message.conversation_id == conversation.id, Message.changed_seq > since)
    changed = db.session.execute(found.order_by(Message.seq).limit(size + 1)).all() if since <= seq else ()
    whole, older = since > seq or since == 0 or len(changed) > size, None
    if whole:
        drawn, older = _lines(viewer, other, conversation.id, size, None)
    else:
        drawn = lines(changed, viewer, other, settings().edit_minutes, get_timezone())
    receipt = _receipt(viewer, other, conversation.id)
    return {
        "online": online, "since": seq, "lines": drawn, "whole_thread": whole, "older": older,
        "receipt": receipt, "draft": draft,
    }  # fmt: skip


def _changed_rows(viewer: Person, filter: str, notes: set) -> dict:
    if filter == NO_LIST or notes == {panel.PRIVATE}:
        return {"rows": None, "whole_list": False, "filter": filter}
    ids = {note for note in notes if isinstance(note, int)}
    if filter != "all" or ids != notes:
        return listing(viewer, filter) | {"whole_list": True}
    found = Participation.newest(viewer.id).where(Participation.conversation_id.in_(ids))
    shown = _with_presence(db.session.execute(found).all(), viewer)
    return {"rows": shown, "whole_list": False, "more_after": None, "filter": filter}


def _with_presence(found, viewer: Person) -> list[Row]:
    return rows(found, viewer.id, wire.online([row[7] for row in found]))


def _lines(viewer: Person, other: Person, conversation_id: int, size: int, before: int | None):
    """The newest messages (before that number), oldest first, and the number to ask for older ones with."""
    found = select_lines().where(Message.conversation_id == conversation_id)
    if before is not None:
        found = found.where(Message.seq < before)
    newest = db.session.execute(found.order_by(Message.seq.desc()).limit(size + 1)).all()
    drawn: list[Line] = lines(newest[:size][::-1], viewer, other, settings().edit_minutes, get_timezone())
    return drawn, drawn[0].seq if len(newest) > size else None


def _receipt(viewer: Person, other: Person, conversation_id: int) -> Receipt | None:
    mine = (
        select(Message.seq)
        .where(
            Message.conversation_id == conversation_id,
            Message.author_id == viewer.id,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    theirs = select(mine, Participation.read_seq, Participation.read_at).where(
        Participation.conversation_id == conversation_id, Participation.person_id == other.id
    )
    seq, read_seq, read_at = db.session.execute(theirs).one()
    seen = read_seq >= seq and viewer.shares_readings_with(other) if seq else False
    return Receipt(seq, seen, read_at) if seq else None


def quote_of(viewer: Person, other: Person, message_id: int | None) -> Quote | None:
    """The message that the viewer is about to answer, when it is in this conversation."""
    if message_id is None:
        return None
    conversation = Conversation.between(viewer.id, other.id).with_only_columns(Conversation.id).scalar_subquery()
    message = db.session.scalar(
        select(Message).where(Message.id == message_id, Message.conversation_id == conversation)
    )
    if message is None:
        return None
    author = viewer if message.author_id == viewer.id else other
    deleted = message.deleted_at is not None
    return Quote(message.id, author.name, author is viewer, excerpt(message.body, 140), deleted)


def line(viewer: Person, other: Person, message_id: int) -> Line:
    """One message as the thread draws it."""
    found = db.session.execute(select_lines().where(Message.id == message_id)).all()
    return lines(found, viewer, other, settings().edit_minutes, get_timezone())[0]


def facing(viewer: Person, message: Message) -> Person:
    """The other one of the two whose conversation holds this message."""
    conversation = db.session.get(Conversation, message.conversation_id)
    return db.session.get(Person, sum(conversation.people) - viewer.id)


def refusal(viewer: Person, other: Person, message: Message):
    """Why the viewer may not answer that message, or None."""
    conversation = db.session.get(Conversation, message.conversation_id)
    return conversations.refusal(viewer, other, conversation)
