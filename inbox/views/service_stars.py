"""The viewer's star on a service: set it, take it off. Doing either twice is doing it once."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.models.star import Star, mark_of_service
from inbox.services import stars
from inbox.views import composing
from inbox.views.addresses import safe_next
from inbox.views.html import swap
from inbox.views.viewer import viewer

bp = Blueprint("service_stars", __name__, url_prefix="/services/<id:id>/star")


@bp.post("")
@login_required
def create(id):
    """Stars that service."""
    service = _seen(id)
    if refused := composing.keep_beside(db.session.get(Person, service.owner_id)):
        return refused
    stars.star_service(viewer(), service)
    return _drawn(id, True)


@bp.post("/removal")
@login_required
def destroy(id):
    """Takes the star off."""
    service = _seen(id)
    if refused := composing.keep_beside(db.session.get(Person, service.owner_id)):
        return refused
    stars.unstar_service(viewer(), service)
    return _drawn(id, False)


def _seen(id: int) -> Service:
    """A service that is offered; or one that the viewer starred while it was."""
    starred = Star.of(viewer()).where(Star.service_id == id).exists()
    found = Service.seen(Service).where(Service.id == id)
    hidden = db.select(Service).where(Service.id == id, starred | (Service.owner_id == viewer().id))
    return db.session.scalar(found) or db.session.scalar(hidden) or abort(404)


def _drawn(id: int, starred: bool):
    title, owner = db.session.execute(
        db.select(Service.title, Person).join(Person, Person.id == Service.owner_id).where(Service.id == id)
    ).one()
    back = safe_next(request.form.get("next")) or url_for("people.show", username=owner.username, _anchor="services")
    return swap("stars/update.html", otherwise=back, mark=mark_of_service(id, title, owner, starred), back=back)
