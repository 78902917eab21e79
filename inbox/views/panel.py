"""What stands beside a conversation, and what is the viewer's alone: their stars, and their note about the other."""

import re
from typing import NamedTuple

from sqlalchemy import Select, and_, literal, select

from inbox.database import built_once
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.note import Note
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.models.star import Mark, Star, mark_of_person, mark_of_service
from inbox.views import cards
from inbox.views.queries import plain_rows

PRIVATE = "private"  # wakes the viewer's own tabs: a star or a note changed
PANEL_SERVICES = 3
"""Services of a freelancer that a client sees beside the conversation; all of them are on the profile."""
MOST_STARS = 200
_STAR = re.compile(r"star-(person|service)-([0-9]{1,18})")


class Written(NamedTuple):
    """The viewer's note as a form holds it: as it is stored, or as it was typed."""

    body: str = ""
    revision: int = 0


class Offer(NamedTuple):
    """A service beside a conversation."""

    title: str
    price_from: int
    currency: str
    mark: Mark


def beside(viewer: Person, other: Person) -> dict:
    """The panel, in one statement: the star on the person, the note, and for a client the freelancer's services."""
    sees = viewer.role_client and other.role_freelancer and viewer.id != other.id
    rows = plain_rows(*_beside(viewer.id, other.id, sees=sees))
    body, revision, starred, has_unsent, *_ = rows[0]
    offers = tuple(
        Offer(title, price_from, currency, mark_of_service(id_, title, other, on_it))
        for *_, id_, title, price_from, currency, on_it in rows
        if id_ is not None
    )
    return {
        "mark": None if viewer.id == other.id else mark_of_person(other, starred),
        "note": None if viewer.id == other.id else Written(body or "", revision or 0),
        "services": offers,
        "unsent": cards.unsent(viewer, other) if has_unsent else (),
    }


@built_once
def _beside(viewer_id, other_id, *, sees: bool) -> Select:
    return (
        select(
            Note.body, Note.revision, Star.is_on_person(viewer_id), Attachment.has_begun(viewer_id, other_id),
            Service.id, Service.title, Service.price_from, Service.currency, Star.is_on_service(viewer_id),
        )
        .select_from(Person)
        .outerjoin(Note, and_(Note.owner_id == viewer_id, Note.about_id == Person.id))
        .outerjoin(Service, and_(Service.owner_id == Person.id, Service.active, literal(sees)))
        .where(Person.id == other_id)
        .order_by(Service.id)
        .limit(PANEL_SERVICES)
    )  # fmt: skip


def written(viewer: Person, other: Person) -> Written:
    """The viewer's note about that person as it is stored."""
    note = db.session.scalar(Note.of(viewer, other))
    return Written(note.body, note.revision) if note else Written()


def changed(viewer: Person, other: Person | None, stars: str, notes: set) -> dict:
    """For a page of the viewer that shows these stars, perhaps beside a conversation: all of them and the note as they
    are now, when the notes say that one of them may have changed."""
    if not notes & {PRIVATE, "all"}:
        return {}
    shown = {"marks": _marks(viewer, stars)}
    if other is not None and other.id != viewer.id:
        shown["note"] = written(viewer, other)
    return shown


def _marks(viewer: Person, stars: str) -> list[Mark]:
    ids: dict[str, list[int]] = {"person": [], "service": []}
    for kind, id_ in _STAR.findall(stars[: MOST_STARS * 32])[:MOST_STARS]:
        ids[kind].append(int(id_))
    return _marks_of_people(viewer, ids["person"]) + _marks_of_services(viewer, ids["service"])


def _marks_of_people(viewer: Person, ids: list[int]) -> list[Mark]:
    if not ids:
        return []
    found = select(Person, Star.is_on_person(viewer.id)).where(Person.id.in_(ids), Person.id != viewer.id)
    return [mark_of_person(*row) for row in db.session.execute(found)]


def _marks_of_services(viewer: Person, ids: list[int]) -> list[Mark]:
    if not ids:
        return []
    columns = (Service.id, Service.title, Person, Star.is_on_service(viewer.id))
    found = Service.seen(*columns).where(Service.id.in_(ids), Service.owner_id != viewer.id)
    return [mark_of_service(*row) for row in db.session.execute(found)]
