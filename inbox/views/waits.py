"""What waits, looked up for its author: beside a conversation, in a list of all, and the form that chooses a time."""

from datetime import datetime, time, timedelta

from flask import request
from flask_babel import get_timezone
from flask_babel import gettext as _
from sqlalchemy import or_, select
from werkzeug.datastructures import MultiDict

from inbox import moments
from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid
from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.waiting import CANCELLED, Wait, Waiting, select_waits, waits
from inbox.moments import Typed
from inbox.views.html import page, whole

SHOWN = 4
"""How many a conversation shows; the list has all of them."""
MORNING = time(9)
SOME_HOURS = timedelta(hours=3)


def beside(viewer: Person, other: Person) -> tuple[Wait, ...]:
    """What the viewer has waiting for that person. It costs nothing for who has nothing waiting."""
    if not viewer.waiting:
        return ()
    found = select_waits(viewer).where(Waiting.other_id == other.id).limit(SHOWN)
    return waits(db.session.execute(found).all())


def listing(viewer: Person, after: int | None) -> dict:
    """One page of all that the viewer has waiting, the soonest first."""
    found, size = select_waits(viewer), settings().page_waiting
    last = db.session.scalar(Waiting.of(viewer).where(Waiting.id == after)) if after is not None else None
    if last is not None:
        later = or_(Waiting.due_at > last.due_at, (Waiting.due_at == last.due_at) & (Waiting.id > last.id))
        found = found.where(later)
    shown = waits(db.session.execute(found.limit(size + 1)).all())
    return {"waits": shown[:size], "more_after": shown[size - 1].id if len(shown) > size else None}


def taken_back(viewer: Person, waiting_id: int | None) -> Waiting | None:
    """One that the viewer cancelled, to be put back into the box."""
    if waiting_id is None:
        return None
    return db.session.scalar(Waiting.of(viewer).where(Waiting.id == waiting_id, Waiting.state == CANCELLED))


def typed(form: MultiDict) -> Typed:
    """The moment as the form gives it. A time is read on the clocks that the page was drawn for."""
    return Typed(*(form.get(name, "").strip() for name in ("at", "date", "time", "fold")), form.get("zone", ""))


def later(viewer: Person, other: Person, form: dict, status: int = 200, errors: dict | None = None, **more):
    """The page that chooses a time, in place of everything. `form`: body, reply_to, key, typed; for one that waits
    already also id and revision. `more`: reply (what is answered), error (a sentence about no field)."""
    shown = choosing(form, _offers(viewer, other), settings().schedule_days, errors)
    draw = page if "check" in request.form else whole  # with scripts, "check" asks for a piece alone
    return draw("waiting/edit.html" if "id" in form else "waiting/new.html", status, other=other, **shown | more)


def choosing(form: dict, offers: list, days: int, errors: dict | None = None) -> dict:
    """What waiting/_when.html needs to have a time chosen within so many days; `form` holds what was typed."""
    chosen, errors = form["typed"], dict(errors or {})
    try:
        meant = chosen.moment() if chosen.at or chosen.date or chosen.time else None
    except Invalid as wrong:
        meant = None
        if request.method == "POST":
            errors = wrong.errors | errors
    until = now() + timedelta(days=days)
    return {
        "form": form, "errors": errors, "meant": meant, "offers": offers, "twice": _twice(chosen), "until": until,
    }  # fmt: skip


def as_typed(at: datetime) -> Typed:
    """A moment as its author would type it."""
    zone = _here()
    here = at.astimezone(zone)
    first, second = moments.both(here.replace(tzinfo=None), zone)
    fold = "" if first == second else moments.SECOND if at == second else moments.FIRST
    return Typed("", f"{here:%Y-%m-%d}", f"{here:%H:%M}", fold, str(zone))


def _offers(viewer: Person, other: Person) -> list[tuple[str, datetime]]:
    """Moments to choose from: in an hour, and the next mornings here and where the other one lives."""
    soon = (now() + timedelta(hours=1)).replace(second=0, microsecond=0)
    mornings = {_morning(_here()): _("Tomorrow morning")}
    theirs = moments.zone_named(other.time_zone)
    mornings.setdefault(_morning(theirs), _("In the morning, where %(name)s lives", name=other.name))
    found = [(_("In an hour"), soon), *((label, at) for at, label in sorted(mornings.items()))]
    return [(moments.offered(at), label, at) for label, at in found]


def wakings() -> list[tuple[str, str, datetime]]:
    """Moments to snooze until: in some hours, tomorrow morning, and on Monday of the next week."""
    soon, tomorrow = (now() + SOME_HOURS).replace(second=0, microsecond=0), _morning(_here())
    monday = tomorrow + timedelta(days=-tomorrow.astimezone(_here()).weekday() % 7)
    if monday == tomorrow:
        monday += timedelta(days=7)
    found = [(_("In three hours"), soon), (_("Tomorrow morning"), tomorrow), (_("Next Monday"), monday)]
    return [(moments.offered(at), label, at) for label, at in found]


def _here():
    """The viewer's zone. Babel's own kind of zone knows nothing of hours that come twice."""
    return moments.zone_named(str(get_timezone()))


def _morning(zone) -> datetime:
    """Nine o'clock there, on the next day."""
    day = now().astimezone(zone).date() + timedelta(days=1)
    return moments.both(datetime.combine(day, MORNING), zone)[0]


def _twice(chosen: Typed) -> list[tuple[str, datetime]]:
    """The two moments that are meant by a time that comes twice."""
    try:
        first, second = (Typed("", chosen.date, chosen.time, fold, chosen.zone).moment() for fold in "01")
    except Invalid:
        return []
    return [] if first == second or chosen.at else [(moments.FIRST, first), (moments.SECOND, second)]


def own(viewer: Person, waiting_id: int) -> tuple[Waiting, Person] | None:
    """One of the viewer's, and whom it is for."""
    found = (
        select(Waiting, Person)
        .join(Person, Person.id == Waiting.other_id)
        .where(Waiting.author_id == viewer.id, Waiting.id == waiting_id)
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None
