"""Stars: the people and services that the viewer starred."""

from flask import Blueprint, request
from flask_login import login_required

from inbox import wire
from inbox.config import settings
from inbox.extensions import db
from inbox.models.star import Star, mark_of_person, mark_of_service
from inbox.views.html import page
from inbox.views.screens import number
from inbox.views.viewer import viewer

bp = Blueprint("stars", __name__)


@bp.get("/stars")
@login_required
def index():
    """The last starred on top."""
    found, after, size = Star.newest(viewer()), number(request.args.get("after")), settings().page_stars
    if after is not None:
        found = found.where(Star.id < after)
    rows = db.session.execute(found.limit(size + 1)).all()
    more = rows[size - 1][0].id if len(rows) > size else None
    things = [(person, service, _mark(person, service)) for _, person, service in rows[:size]]
    here = wire.online({person.id for person, _, _ in things})
    online = {person.id for person, _, _ in things if person.is_seen_among(here)}
    return page("stars/index.html", things=things, online=online, more_after=more)


def _mark(person, service):
    if service is None:
        return mark_of_person(person, starred=True)
    return mark_of_service(service.id, service.title, person, starred=True)
