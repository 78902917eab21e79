"""What a search finds for one viewer: people, messages, files, notes. The index says where to look, the row decides.

A part that makes something else that can be found adds its `Kind` and tokens (`inbox/models/entry.py`), writes its
entries in its verbs, and its group here and in `templates/searches/index.html`.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import chain, repeat
from typing import NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select

from inbox import wire
from inbox.config import settings
from inbox.extensions import db
from inbox.models import attachment as attachments
from inbox.models.attachment import Attachment
from inbox.models.content import Content
from inbox.models.conversation import Conversation
from inbox.models.entry import Kind, holding, id_at, place, thing
from inbox.models.label import FOLLOW_UP, FOLLOW_UP_NAMES, Label, folded
from inbox.models.message import Message
from inbox.models.note import Note
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.query import Query
from inbox.text import excerpt, hue, initials, plain
from inbox.views.queries import person_called
from inbox.words import first, fold, marked, part_marked, units, wanted, wanted_grams

ME = "me"  # from:me
ALIKE = 2000
"""People of like names among whom those are looked for whom the viewer knows."""
HIGHEST = 2**58  # no message has that number, and its place still is one for a database
SNIPPET, LEAD = 220, 60
STEPS = 500
FILES = 60
"""Files of which one page looks at the text: each may have a hundred thousand characters."""
_KNOWN = Conversation.id.is_not(None)
_PERSON_KEY = re.compile(r"([0-9]{1,18})-([01])-([0-9]{1,18})")
_NOTE_KEY = re.compile(r"([0-9]{1,10})[.]([0-9]{1,6})-([0-9]{1,18})")


class Hit(NamedTuple):
    """A message as a result shows it."""

    id: int
    seq: int
    own: bool
    username: str  # of the other side
    name: str
    initials: str
    hue: int
    at: datetime
    pieces: list[tuple[str, bool]]  # text, and whether it was looked for


class FileHit(NamedTuple):
    """A file as a result shows it."""

    name: str
    kind: str
    size: int
    message_id: int
    seq: int
    own: bool
    username: str  # of the other side
    other: str
    at: datetime
    called: list[tuple[str, bool]]  # its name in pieces
    pieces: list[tuple[str, bool]]  # of its text; none where the text does not say it


class Found(NamedTuple):
    """A person as a result shows them."""

    person: Person
    name: list[tuple[str, bool]]
    online: bool
    known: bool  # there is a conversation


class Written(NamedTuple):
    """A note of the viewer as a result shows it."""

    about: Person
    pieces: list[tuple[str, bool]]


def messages(viewer: Person, query: Query, after: int | None, size: int) -> tuple[list[Hit], int | None]:
    """The newest messages that say so, before that one, and the number to look further back from; None at the end."""
    wanted_tokens, labels = _tokens(f"m:{viewer.id}", viewer, query), _labels(viewer, query)
    if wanted_tokens is None or labels is None:
        return [], None
    before = None if after is None else place(Kind.MESSAGE, min(after, HIGHEST))
    found = _looked_through(
        lambda *part: _looked_at(viewer, query, labels, holding(wanted_tokens, *part)),
        lambda row: _is_hit(row, query), before, size, settings().search_looks, STEPS,
    )  # fmt: skip
    return [_hit(row, viewer, query) for row in found.rows], found.further


def files(viewer: Person, query: Query, after: int | None, size: int) -> tuple[list[FileHit], int | None]:
    """The newest files whose name or text says so, before that one, and the number to look further back from; None at
    the end."""
    wanted_tokens, labels = _tokens(f"f:{viewer.id}", viewer, query), _labels(viewer, query)
    if wanted_tokens is None or labels is None:
        return [], None
    before = None if after is None else place(Kind.FILE, min(after, HIGHEST))
    found = _looked_through(
        lambda *part: _files_at(viewer, query, labels, holding(wanted_tokens, *part)),
        lambda row: row.other_id is not None and query.said_by(f"{row.file_name}\n{row.words or ''}"),
        before, size, FILES, size + 1,
    )  # fmt: skip
    return [_file_hit(row, viewer, query) for row in found.rows], found.further


class _Found(NamedTuple):
    """Rows, and the number to look further back from; None at the end."""

    rows: list
    further: int | None


def _looked_through(
    part: Callable, is_hit: Callable, before: int | None, size: int, most: int, widest: int
) -> _Found:
    """The first `size` rows that are hits, of about `most` that are looked at. `part` is the statement of so many that
    stand before a place; each step is wider than the last, up to `widest`."""
    hits, looked, step = [], 0, size + 1
    while looked < most:
        rows = db.session.execute(part(before, step)).all()
        for row in rows:
            if is_hit(row):
                if len(hits) == size:
                    return _Found(hits, id_at(before))
                hits.append(row)
            before = row.place
        if len(rows) < step:
            return _Found(hits, None)
        looked, step = looked + len(rows), min(widest, 4 * step)
    return _Found(hits, id_at(before))


def _files_at(viewer: Person, query: Query, labels: int, places: Select) -> Select:
    """Each of these places with its file, and with nothing where the viewer may not see the message that it was sent
    with, or where it is not here."""
    at = places.subquery("at")
    here = Attachment.state.in_((attachments.PROCESSING, attachments.AVAILABLE))
    columns = (Attachment.name.label("file_name"), Attachment.size, Content.kind, Content.words)
    said = (Message.id, Message.seq, Message.author_id, Message.created_at)
    other = (Person.id.label("other_id"), Person.username, Person.display_name)
    return (
        select(at.c.place, *columns, *said, *other)
        .outerjoin(Attachment, and_(Attachment.id == thing(at.c.place), here))
        .outerjoin(Content, Content.id == Attachment.content_id)
        .outerjoin(Message, and_(Message.id == Attachment.message_id, Message.deleted_at.is_(None)))
        .outerjoin(Participation, and_(*_seen(viewer), *_narrowed(query, labels)))
        .outerjoin(Person, Person.id == Participation.other_id)
        .order_by(at.c.place.desc())
    )


def _file_hit(row, viewer: Person, query: Query) -> FileHit:
    words, own = row.words or "", row.author_id == viewer.id
    pieces = snippet(words, query) if words else []
    return FileHit(
        row.file_name, row.kind or "", row.size, row.id, row.seq, own, row.username, row.display_name or row.username,
        row.created_at, marked(plain(row.file_name), query.terms), pieces if any(hit for _, hit in pieces) else [],
    )  # fmt: skip


def _tokens(whose: str, viewer: Person, query: Query) -> set[str] | None:
    """What the index is asked for; None when nothing can be so: nobody has that name, or nothing was asked."""
    if not query:
        return None
    found = {whose} | {token for term in query.terms for token in wanted(term)}
    for name in query.authors:
        author = viewer if name == ME else person_called(name)
        if author is None:
            return None
        found.add(f"by:{author.id}")
    return found | {f"has:{what}" for what in query.has} | {f"order:{''.join(units(each))}" for each in query.orders}


def _labels(viewer: Person, query: Query) -> int | None:
    """The bits of the labels that are named; None when the viewer has none of such a name. One that is written without
    its accents is found as words are; where another label is called so, that one is meant."""
    if not query.labels:
        return 0
    named = {label.folded: label.bit for label in db.session.scalars(Label.of(viewer))}
    named |= {name: 1 << FOLLOW_UP for name in FOLLOW_UP_NAMES}
    named = {fold(name): bit for name, bit in named.items()} | named
    bits = [named.get(folded(name), named.get(fold(name))) for name in query.labels]
    return None if None in bits else reduce(int.__or__, bits)


def _looked_at(viewer: Person, query: Query, labels: int, places: Select) -> Select:
    """Each of these places with its message, and with nothing where the viewer may not see it or it was not meant."""
    at = places.subquery("at")
    columns = (Message.id, Message.seq, Message.author_id, Message.body, Message.file_names, Message.created_at)
    other = (Person.id.label("other_id"), Person.username, Person.display_name)
    return (
        select(at.c.place, *columns, *other)
        .outerjoin(Message, and_(Message.id == thing(at.c.place), Message.deleted_at.is_(None)))
        .outerjoin(Participation, and_(*_seen(viewer), *_narrowed(query, labels)))
        .outerjoin(Person, Person.id == Participation.other_id)
        .order_by(at.c.place.desc())
    )


def _seen(viewer: Person) -> tuple:
    """What is true of the viewer's side of a conversation, beside a message of it that they may see."""
    return (
        Participation.conversation_id == Message.conversation_id,
        Participation.person_id == viewer.id,
        Message.in_sight(Participation.cleared_seq),
    )


def _narrowed(query: Query, labels: int):
    """What the operators say of the message and of the viewer's side of its conversation."""
    if query.before is not None:
        yield Message.created_at < query.before
    if query.after is not None:
        yield Message.created_at >= query.after
    if "unread" in query.flags:
        yield or_(Participation.unread > 0, Participation.marked.is_(True))
    if "starred" in query.flags:
        yield Participation.starred.is_(True)
    if labels:
        yield Participation.labels.bitwise_and(labels) == labels


def _is_hit(row, query: Query) -> bool:
    return row.other_id is not None and query.said_by(_text(row))


def _text(row) -> str:
    """What its message says, with the names of its files, one a line."""
    return f"{row.body}\n{row.file_names}".strip() if row.file_names else row.body


def _hit(row, viewer: Person, query: Query) -> Hit:
    name, own = row.display_name or row.username, row.author_id == viewer.id
    face = (viewer.name, viewer.id) if own else (name, row.other_id)
    pieces = snippet(_text(row), query)
    return Hit(row.id, row.seq, own, row.username, name, initials(face[0]), hue(face[1]), row.created_at, pieces)


def snippet(text: str, query: Query) -> list[tuple[str, bool]]:
    """What stands around the first hit, in one line, with every hit marked."""
    shown = plain(text)
    start = max(0, first(shown, query.terms) - LEAD)
    if start:
        start = shown.find(" ", start, start + LEAD) + 1 or start  # at the beginning of a word, where there are words
    pieces = marked(excerpt(shown[start : start + 2 * SNIPPET], SNIPPET), query.terms)
    return [("…", False), *pieces] if start else pieces


def people(viewer: Person, query: Query, after: str | None, size: int) -> tuple[list[Found], str | None]:
    """Whose names hold all of these words, and the key to go on from; None at the end. Of each two thousand of alike
    names, those who joined last before the others, first come those with whom the viewer has a conversation."""
    if query.narrowed or not (parts := units(query.words)):
        return [], None
    before, known, below = _person_key(after)
    alike = holding({"p:"} | {f"g:{gram}" for gram in wanted_grams(query.words)}, before, ALIKE).subquery("alike")
    named, looked = _named(_knowing(viewer, alike), parts, (known, below), size)
    more = None
    if len(named) > size:
        more = f"{before or 0}-{named[size - 1].known:d}-{named[size - 1][0].id}"
    elif after or looked >= ALIKE - 1:  # one of them may be the viewer
        more = _further(alike)
    named = named[:size]
    online = wire.online([person.id for person, _, apart in named if not apart])
    return [Found(one, part_marked(one.name, parts), one.is_seen_among(online), known) for one, known, _ in named], more


def _named(knowing: Select, parts: list[str], start: tuple[int, int], size: int) -> tuple[list, int]:
    """More of these people than that, as far as there are, whose names hold all parts; and how many were looked at."""
    named, looked = [], 0
    for step in chain((2 * size,), repeat(STEPS)):
        rows = db.session.execute(_after(knowing, *start).limit(step)).all()
        named += [row for row in rows if _is_named(row[0], parts)]
        looked += len(rows)
        if len(named) > size or len(rows) < step:
            return named, looked
        start = int(rows[-1].known), rows[-1][0].id


def _person_key(text: str | None) -> tuple[int | None, int, int]:
    """The place that the two thousand begin before, and after whom to go on among them; one that was made up begins at
    the top."""
    found = _PERSON_KEY.fullmatch(text or "")
    before, known, id_ = map(int, found.groups()) if found else (0, 1, HIGHEST)
    return before or None, known, id_


def _knowing(viewer: Person, alike) -> Select:
    """These people, with whether there is a conversation, and a block."""
    pair = (
        Conversation.low_id == case((Person.id < viewer.id, Person.id), else_=viewer.id),
        Conversation.high_id == case((Person.id < viewer.id, viewer.id), else_=Person.id),
    )
    mine = (Participation.conversation_id == Conversation.id, Participation.person_id == viewer.id)
    return (
        select(Person, _KNOWN.label("known"), or_(Participation.blocked, Participation.barred).is_(True))
        .join(alike, Person.id == thing(alike.c.place))
        .outerjoin(Conversation, and_(*pair))
        .outerjoin(Participation, and_(*mine))
        .where(Person.id != viewer.id)
        .order_by(_KNOWN.desc(), Person.id.desc())
    )


def _after(knowing: Select, known: int, below: int) -> Select:
    """Those after that one."""
    return knowing.where(or_(~_KNOWN, Person.id < below) if known else and_(~_KNOWN, Person.id < below))


def _further(alike) -> str | None:
    """The key of the next two thousand of alike names, when there may be some."""
    count, lowest = db.session.execute(select(func.count(), func.min(alike.c.place)).select_from(alike)).one()
    return f"{lowest}-1-{HIGHEST}" if count == ALIKE else None


def _is_named(person: Person, parts: list[str]) -> bool:
    names = units(f"{person.username} {person.display_name}")
    return all(any(part in name for name in names) for part in parts)


def notes(viewer: Person, query: Query, after: str | None, size: int) -> tuple[list[Written], str | None]:
    """The viewer's own, the last written first, and the key to go on from; None at the end."""
    if query.narrowed or not query.terms:
        return [], None
    found = Note.saying(viewer, query.phrases)
    if key := _NOTE_KEY.fullmatch(after or ""):
        at, about_id = datetime.fromtimestamp(int(key[1]), UTC) + timedelta(microseconds=int(key[2])), int(key[3])
        found = found.where(or_(Note.written_at < at, and_(Note.written_at == at, Note.about_id > about_id)))
    rows = db.session.execute(found.order_by(Note.written_at.desc(), Note.about_id).limit(size + 1)).all()
    written = [Written(about, snippet(note.body, query)) for note, about in rows[:size]]
    last = rows[size - 1][0] if len(rows) > size else None
    return written, last and f"{int(last.written_at.timestamp())}.{last.written_at.microsecond}-{last.about_id}"
