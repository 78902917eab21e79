"""What the inbox shows, looked up for one viewer: the list, a conversation, and what changed in both."""

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from flask import abort
from flask_babel import get_timezone

from inbox import prepared, translator, wire
from inbox.config import settings
from inbox.extensions import db
from inbox.models import filter as filters
from inbox.models.assistance import Assisted
from inbox.models.block import Block
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.label import LabelShown
from inbox.models.message import SEQ, Face, Line, Look, Message, Quote, drawn, lately_sent, lines, minutes_left, said
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.row import KEY, OTHER, Row, rows
from inbox.services import conversations, limits
from inbox.text import excerpt
from inbox.views import cards, panel, queries, waits
from inbox.views.queries import plain_rows, read_anew
from inbox.views.unmade import Unmade

NO_LIST = "none"  # the filter of a page that shows no list
MAX_NUMBER = 2**62
LAST = 2**31 - 2
ORGANISED, MOVED = "organised", "moved"
"""Notes beside those of live.Looker.wake: something in the menus of the list changed; many rows did."""
NEWS = 5
"""Conversations whose newest message a browser may be told of at once."""


class Receipt(NamedTuple):
    """Below the viewer's last message: whether the other side saw it."""

    seq: int
    seen: bool
    at: datetime | None


def number(text: str | None) -> int | None:
    """A whole number from the address; None when absent, 400 when it is none that could be ours."""
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= MAX_NUMBER):
        abort(400)
    return int(text)


def ordinal(text: str | None) -> int | None:
    """The same of what is counted within one conversation or row: a number beyond all of them, for one that does not
    fit such a column."""
    found = number(text)
    return found if found is None else min(found, LAST)


def person_named(username: str) -> Person:
    """The person of that name, or 404."""
    return queries.person_called(username) or abort(404)


def new_key() -> str:
    """A key for one form: it lands once, however often it is sent."""
    return secrets.token_urlsafe(16)


def listing(viewer: Person, filter: str = "all", after: int | None = None, other: Person | None = None) -> dict:
    """One page of the list, newest first. `here`: who of the people on it, and the other one, is online."""
    labels = labels_of(viewer)
    label = next((each for each in labels.values() if each.id == filters.label_of(filter)), None)
    if not filters.is_known(filter) or (filters.label_of(filter) and label is None):
        abort(404)
    size = settings().page_conversations
    found = queries.page_of_list(viewer.id, size + 1, after, filter=filter, is_first=after is None)
    page, read = prepared.answer(db.session, *found)
    shown_rows = page[:size]
    here = _online(shown_rows, other)
    among = tuple(row[OTHER] for row in shown_rows if row[OTHER] in here)
    drawn = Unmade(partial(_rows, read), shown_rows, viewer.id, among, tuple(labels.values()), other and other.id)
    shown = {"rows": drawn, "more_after": shown_rows[-1][KEY] if len(page) > size else None, "here": here}
    return shown | {"filter": filter, "after": after, "labels": labels, "label": label}


def _rows(read: Callable, found: tuple, viewer_id: int, here: tuple, labels: tuple, open_id: int | None) -> list[Row]:
    return rows(read(found), viewer_id, set(here), {label.slot: label for label in labels}, open_id)


def with_list(viewer: Person, shown: dict, filter: str = "all", after: int | None = None) -> dict:
    """That conversation with a page of the list beside it. Who is online is asked once for both."""
    listed = listing(viewer, filter, after, shown["other"])
    return shown | listed | {"online": _is_seen(shown["other"], shown["mine"], listed["here"])}


def labels_of(viewer: Person) -> dict[int, LabelShown]:
    """The viewer's labels by their slots, in the order of their names."""
    return {label.slot: label for label in map(LabelShown._make, plain_rows(*queries.labels(viewer.id)))}


def thread(viewer: Person, other: Person, before: int | None = None, at: int | None = None) -> dict:
    """A page of the conversation with that person: the newest messages from the first unread on, older ones, or those
    around the message of that number. Whether that person is online is known with the list (`with_list`)."""
    conversation, mine, draft, receipt, assisted = _opened(viewer, other)
    context = {
        "other": other, "since": 0, "lines": (), "older": None, "newer": None, "before": before, "first_unread": None,
        "receipt": None, "conversation": conversation, "mine": mine, "assisted": assisted,
        "blocked": blocks_of(viewer, other, mine),
        "writable": conversations.refusal(viewer, other, conversation), "draft": draft,
        "waits": waits.beside(viewer, other), "limit": limits.notice(viewer, conversation),
        "shared": cards.shared(viewer, mine) if conversation and conversation.files else (),
        **panel.beside(viewer, other),
    }  # fmt: skip
    if mine is None:
        return context
    if at is not None:
        context |= _around(viewer, other, mine, at)
    else:
        size = min(200, max(settings().page_messages, mine.unread + 10 if before is None else 0))
        context["lines"], context["older"] = _lines(viewer, other, mine, size, before)
    if context["before"] is None:
        unread = _unread(context["lines"], mine) if mine.unread else []
        if unread and (at is None or len(unread) >= mine.unread):  # else some of them are further up
            context["first_unread"] = unread[0]
        context["receipt"] = receipt
    return context | {"since": conversation.seq}


def _unread(drawn: Sequence[Line], mine: Participation) -> list[int]:
    return [line.seq for line in drawn if not line.own and line.seq > mine.read_seq]


def _around(viewer: Person, other: Person, mine: Participation, at: int) -> dict:
    """The message of that number in the middle. `newer`: the last number there, when there is more after it; then it is
    a page of the past, as those before a number are."""
    half = max(1, settings().page_messages // 2)
    drawn, older = _lines(viewer, other, mine, half, at + 1)
    after = plain_rows(*queries.next_lines(mine.conversation_id, mine.cleared_seq, at, half + 1, viewer.translate_to))
    later = _made(viewer, other, mine, after[:half])
    drawn = (*drawn, *later)
    newer = drawn[-1] if len(after) > half else None
    return {"lines": drawn, "older": older, "newer": newer, "before": newer and newer.seq}


def _is_seen(other: Person, mine: Participation | None, here: set[int]) -> bool:
    """Whether the other one is shown as online, when these are; across a block nobody is."""
    if mine is not None and (mine.blocked or mine.barred):
        return False
    return other.is_seen_among(here)


def _online(page, other: Person | None) -> set[int]:
    """Who is online of those on a page of the list, and of the other one."""
    return wire.online({row[OTHER] for row in page} | ({other.id} if other else set()))


def _opened(viewer: Person, other: Person) -> tuple:
    """The conversation of these two, the viewer's side of it, what the viewer has begun to write, the receipt, and what
    the viewer's assistant does there."""
    found = queries.opened(viewer.id, other.id)
    if found is None:
        return None, None, draft_of(viewer, other), None, None
    conversation, mine, draft, read_seq, read_at, seq, state, reason = found
    seen = seq is not None and read_seq >= seq and viewer.shares_readings_with(other)
    assisted = Assisted(state, reason) if state and not conversation.has_heard(other.id) else None
    return conversation, mine, draft, Receipt(seq, seen, read_at) if seq else None, assisted


def organising(viewer: Person, other: Person) -> dict:
    """What the menu of the conversation of these two needs."""
    conversation, mine, *_ = _opened(viewer, other)
    writable = conversations.refusal(viewer, other, conversation)
    return {"mine": mine, "blocked": blocks_of(viewer, other, mine), "writable": writable, "labels": labels_of(viewer)}


def side_of(viewer: Person, other: Person) -> Participation | None:
    """The viewer's side of their conversation, as it is now."""
    return _opened(viewer, other)[1]


def blocks_of(viewer: Person, other: Person, mine: Participation | None) -> bool:
    """Whether the viewer blocked the other one. The list knows; without a conversation there is only the block."""
    if mine is not None:
        return mine.blocked
    return db.session.get(Block, (viewer.id, other.id)) is not None


def organised(viewer: Person, other: Person, conversation_id: int | None, filter: str, opened: Person | None) -> dict:
    """What an action on that conversation changed beside this list. `opened`: with whom the page is about."""
    begun, notes = _clock(), {conversation_id, ORGANISED} - {None}
    shown = _changed_rows(viewer, filter, notes, opened) | organising(viewer, other)
    return shown | {"news": news(viewer), "drawn_at": begun}


def _clock() -> int:
    """When a drawing begins, before anything is read for it: microseconds of a clock that never goes back, which all
    processes of a machine have in common. A page that gets two answers sees by it which of them knows more."""
    return time.monotonic_ns() // 1000


def draft_of(viewer: Person, other: Person) -> Draft | None:
    """What the viewer has begun to write to the other one."""
    return db.session.scalar(*queries.draft(viewer.id, other.id))


def changes(viewer: Person, other: Person | None, since: int, filter: str, notes: set) -> dict:
    """The pieces that lay themselves over an old page: what changed in the conversation after `since`, and in the
    list what the notes name (conversation ids, or "all", "list", "presence" for the whole list)."""
    begun = _clock()
    read_anew(viewer, other)
    if other is not None and since == 0:  # from before the first message: such a page has no actions yet
        notes = notes | {ORGANISED}
    context = {"other": other, "since": since, "lines": (), "whole_thread": False, "restored": False}
    context |= {"older": None, "first_unread": None, "receipt": None, "online": False, "writable": None}
    context |= {"draft": None, "waits": (), "mine": None, "menu": False, "suspended": False, "limit": None}
    context |= {"body": None, "restated": (), "shared": None, "assisted": None}
    if other is not None:
        context |= _changed_lines(viewer, other, since) | {"waits": waits.beside(viewer, other)}
        context |= _changed_menu(viewer, other, context["mine"], filter, notes)
        context["suspended"] = viewer.is_suspended or other.is_suspended
    context |= _changed_rows(viewer, filter, notes, other)
    if other is not None:
        context["online"] = _is_seen(other, context["mine"], context["here"])
    return context | {"news": news(viewer), "drawn_at": begun}


def news(viewer: Person) -> list | None:
    """What the browser may tell of: where the newest message is unread; None for somebody who wants no such thing.

    All of it each time, as the numbers are: what is gone from here has been read, by whichever tab or device.
    """
    if not viewer.notify:
        return None
    return rows(db.session.execute(Participation.told(viewer.id).limit(NEWS)).all(), viewer.id, set(), {})


def _changed_lines(viewer: Person, other: Person, since: int) -> dict:
    conversation, mine, draft, receipt, assisted = _opened(viewer, other)
    if mine is None:
        told = {"writable": conversations.refusal(viewer, other, None), "limit": limits.notice(viewer, None)}
        return {"draft": draft} | told
    size, seq = settings().page_messages, conversation.seq
    found = queries.changed_lines(conversation.id, mine.cleared_seq, since, size + 1, viewer.translate_to)
    is_anew = since == 0 or since > seq or since <= mine.anew_seq
    changed = () if is_anew else sorted(plain_rows(*found), key=itemgetter(SEQ))
    whole, older = is_anew or len(changed) > size, None
    if whole:
        drawn, older = _lines(viewer, other, mine, size, None)
    else:
        drawn = tuple(_made(viewer, other, mine, changed))
    is_about_files = conversation.files and (whole or any(m.files or m.deleted for m in drawn))
    return {
        "shared": cards.shared(viewer, mine) if is_about_files else None,
        "since": seq, "restored": since > seq,
        "lines": drawn, "whole_thread": whole, "older": older, "mine": mine, "receipt": receipt,
        "draft": draft, "limit": limits.notice(viewer, conversation), "assisted": assisted,
        "restated": [(m.id, excerpt(said(m.body, m.file_names)), m.deleted) for m in drawn if m.edited or m.deleted],
        "writable": conversations.refusal(viewer, other, conversation),
    }  # fmt: skip


def _changed_menu(viewer: Person, other: Person, mine: Participation | None, filter: str, notes: set) -> dict:
    """Whether the top of a conversation is drawn, and its composer comes or gives way: when the notes say that
    something of it may have changed. A page without a list has neither."""
    if viewer.id == other.id or filter == NO_LIST or not notes & {ORGANISED, "all"}:
        return {}
    return {"menu": True, "blocked": blocks_of(viewer, other, mine)}


def _changed_rows(viewer: Person, filter: str, notes: set, other: Person | None = None) -> dict:
    """The rows that the notes name, and the numbers of those that this filter does not show any more; or the whole
    list. `here`: who of them, and the other one, is online."""
    if filter == NO_LIST or notes == {panel.PRIVATE}:
        here = _online((), other)
        return {"rows": None, "gone": (), "whole_list": False, "filter": filter, "labels": None, "here": here}
    ids = {note for note in notes if isinstance(note, int)}
    if ids != notes - {ORGANISED}:
        whole = {"whole_list": True, "gone": (), "collapse": MOVED in notes}
        return listing(viewer, filter, other=other) | whole
    page = queries.rows_of_list(viewer.id, ids, filter)
    labels = labels_of(viewer) if ORGANISED in notes or any(row[-1] for row in page) else {}
    here = _online(page, other)
    shown = tuple(rows(page, viewer.id, here, labels, other and other.id))
    gone = sorted(ids - {row.conversation_id for row in shown})
    drawn = {"rows": shown, "gone": gone, "whole_list": False, "collapse": False, "here": here}
    return drawn | {"more_after": None, "filter": filter, "labels": labels if ORGANISED in notes else None}


def _lines(viewer: Person, other: Person, mine: Participation, size: int, before: int | None):
    """The newest messages (before that number), oldest first, and the number to ask for older ones with."""
    asked = (mine.conversation_id, mine.cleared_seq, size + 1, before, viewer.translate_to)
    found = queries.newest_lines(*asked, is_first=before is None)
    newest, read = prepared.answer(db.session, *found)
    shown = newest[:size][::-1]
    return _unmade(viewer, other, mine, shown, read), shown[0][SEQ] if len(newest) > size else None


def _unmade(viewer: Person, other: Person, mine: Participation, found: tuple, read: Callable) -> Unmade:
    """Lines, which are made when they are drawn."""
    look = _look(viewer, mine)
    left = minutes_left(read(lately_sent(found, look.minutes)), viewer.id, look.minutes)
    faces = Face.of(viewer), Face.of(other)
    make = partial(_drawn, read, get_timezone())
    return Unmade(make, found, *faces, look, left, cards.of_rows(found))


def _drawn(read: Callable, zone: tzinfo, found: tuple, viewer: Face, other: Face, look: Look, *more):
    return drawn(read(found), viewer, other, look, zone, *more)


def _look(viewer: Person, mine: Participation) -> Look:
    """How the viewer looks at a thread. Nothing is translated across a block, nor without a translator."""
    target = viewer.translate_to if translator.engines() and not (mine.blocked or mine.barred) else ""
    return Look(mine.cleared_seq, settings().edit_minutes, target)


def assisted(viewer: Person, other: Person) -> Assisted | None:
    """What the viewer's assistant does in their conversation, until the viewer writes there."""
    return _opened(viewer, other)[-1]


def quote_of(viewer: Person, other: Person, message_id: int | None) -> Quote | None:
    """The message that the viewer is about to answer, when it is in this conversation."""
    if message_id is None:
        return None
    conversation = Conversation.between(viewer.id, other.id).with_only_columns(Conversation.id).scalar_subquery()
    found = Message.of(viewer).where(Message.id == message_id, Message.conversation_id == conversation)
    message = db.session.scalar(found)
    if message is None:
        return None
    author = viewer if message.author_id == viewer.id else other
    deleted = message.deleted_at is not None
    return Quote(
        message.id, author.name, author is viewer, excerpt(said(message.body, message.file_names), 140), deleted
    )


def answered(viewer: Person, other: Person, message_id: int | None, token: str) -> Quote | None:
    """The same; with the token of a file, that file of its message."""
    file = cards.answered(viewer, token) if token else None
    quote = quote_of(viewer, other, file.message_id if file else message_id)
    if file is None or quote is None:
        return quote
    return quote._replace(text=excerpt(file.name, 140), is_file=True, file=file.token)


def limit_beside(viewer: Person, other: Person) -> limits.Notice | None:
    """What the composer for that person says of the limit."""
    return limits.notice(viewer, db.session.scalar(Conversation.between(viewer.id, other.id)))


def line(viewer: Person, other: Person, message_id: int) -> Line:
    """One message as the thread draws it; the viewer may see it."""
    *drawn, mine = db.session.execute(*queries.line(viewer.id, message_id, viewer.translate_to)).one()
    return _made(viewer, other, mine, [drawn])[0]


def _made(viewer: Person, other: Person, mine: Participation, found: Sequence) -> list[Line]:
    """Lines of these rows, with their files."""
    return lines(found, viewer, other, _look(viewer, mine), get_timezone(), cards.of_rows(found))


def facing(viewer: Person, message: Message) -> Person:
    """The other one of the two whose conversation holds this message."""
    conversation = db.session.get(Conversation, message.conversation_id)
    return db.session.get(Person, sum(conversation.people) - viewer.id)


def refusal(viewer: Person, other: Person, message: Message):
    """Why the viewer may not answer that message, or None."""
    conversation = db.session.get(Conversation, message.conversation_id)
    return conversations.refusal(viewer, other, conversation)
