"""What the kept pieces of a page are told of people, drafts and conversations: plain values, so that a piece is known
by all that it shows. What is in none of these is on no such piece."""

from datetime import datetime
from typing import NamedTuple

from flask import Flask

from inbox import translator
from inbox.models.batch import Batch
from inbox.models.conversation import Conversation
from inbox.models.draft import Draft
from inbox.models.label import OWN, LabelShown
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.services.availability import absence_of
from inbox.views.format import LocalTime, local_time
from inbox.views.hours import last_day, working_hours
from inbox.world import LEVELS


class Away(NamedTuple):
    """An absence."""

    until: str  # and with that day, in the viewer's words
    message: str


class Portrait(NamedTuple):
    """A person as the pages of others show them, at this minute."""

    username: str
    name: str
    initials: str
    hue: int
    role_client: bool
    role_freelancer: bool
    bio: str
    country: str
    time_zone: str
    languages: tuple[str, ...]
    local: LocalTime
    hours: str
    absence: Away | None
    takes_new_clients: bool
    budget_min: int | None
    budget_currency: str
    response_seconds: int | None
    created_at: datetime


def portrait(person: Person) -> Portrait:
    """What everybody may know of that person."""
    absence = absence_of(person)
    return Portrait(
        username=person.username,
        name=person.name,
        initials=person.initials,
        hue=person.hue,
        role_client=person.role_client,
        role_freelancer=person.role_freelancer,
        bio=person.bio,
        country=person.country,
        time_zone=person.time_zone,
        languages=tuple(code for code, _level in person.languages),
        local=local_time(person),
        hours=working_hours(person),
        absence=absence and Away(last_day(absence), absence.message),
        takes_new_clients=person.takes_new_clients,
        budget_min=person.budget_min,
        budget_currency=person.budget_currency,
        response_seconds=person.response_seconds,
        created_at=person.created_at,
    )


class Begun(NamedTuple):
    """What the viewer has begun to write, and how far its translation is (see models/draft.py)."""

    version: int
    body: str
    reply_to_id: int | None
    translation: str = ""
    target: str = ""
    original: str = ""
    source: str = ""
    engine: str = ""
    reason: str = ""


def begun(draft: Draft | None) -> Begun | None:
    """The draft, if there is one."""
    return draft and Begun(*(getattr(draft, name) for name in Begun._fields))


def language_for(other: Person, conversation: Conversation | None, draft: Draft | None) -> str:
    """Into which language the viewer would have a text for that person translated: the one chosen last, the one that
    person last wrote in here, or the one that they say they speak best; "" when nothing is known, or nobody
    translates."""
    if not translator.engines():
        return ""
    spoken = sorted(other.languages, key=lambda each: -LEVELS.index(each[1]))
    written = conversation.language_of(other.id) if conversation else ""
    likely = (draft.target if draft else "", written, *(str(code).partition("-")[0] for code, _level in spoken))
    known = translator.languages()
    return next((code for code in likely if code in known), "")


class Choice(NamedTuple):
    """One of the viewer's labels, in the menu of a conversation."""

    id: int
    name: str
    colour: int
    is_on: bool


class Side(NamedTuple):
    """What the viewer's side of a conversation says of what can be done with it."""

    last_message_id: int
    place: str
    starred: bool
    new: bool
    follow_up: bool
    is_empty: bool
    marked: bool
    labels: tuple[Choice, ...]
    translates: bool = False  # what comes, by itself


class Worn(NamedTuple):
    """The labels of a conversation: whether Follow-up is one, and name and colour of the viewer's own."""

    follow_up: bool
    own: tuple[tuple[str, int], ...]


def side(mine: Participation | None, labels: dict[int, LabelShown]) -> Side | None:
    """The viewer's side, with all labels that they have; None while there is no conversation."""
    if mine is None:
        return None
    own = tuple(
        Choice(label.id, label.name, label.colour, bool(mine.labels & label.bit)) for label in own_labels(labels)
    )
    new, follow_up = mine.unread > 0 or mine.marked, bool(mine.labels & 1)
    facts = (mine.last_message_id, mine.place, mine.starred, new, follow_up, mine.is_empty, mine.marked)
    return Side(*facts, own, mine.translate_to != "")


def worn(mine: Participation | None, labels: dict[int, LabelShown]) -> Worn | None:
    """The labels that the conversation has; None while there is none."""
    if mine is None:
        return None
    own = tuple((label.name, label.colour) for label in own_labels(labels) if mine.labels & label.bit)
    return Worn(bool(mine.labels & 1), own)


class Done(NamedTuple):
    """What was done to many conversations at once."""

    id: int
    action: str
    changed: int  # how many conversations
    undone: bool


def told(batch: Batch | None) -> Done | None:
    """That batch, if there is one."""
    return Done(batch.id, batch.action, batch.changed, batch.undone_at is not None) if batch else None


def own_labels(labels: dict[int, LabelShown]) -> tuple[LabelShown, ...]:
    """Those that the person has made, without the one that is built in."""
    return tuple(label for label in labels.values() if label.kind == OWN)


def register(app: Flask) -> None:
    """Gives them to the templates."""
    app.jinja_env.globals |= {"portrait": portrait, "begun": begun, "side": side, "worn": worn}
    app.jinja_env.globals |= {"own_labels": own_labels, "language_for": language_for, "told": told}
