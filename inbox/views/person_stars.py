"""The viewer's star on a person: set it, take it off. Doing either twice is doing it once."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox.models.star import mark_of_person
from inbox.services import stars
from inbox.views import composing
from inbox.views.addresses import safe_next
from inbox.views.html import swap
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("person_stars", __name__, url_prefix="/people/<username>/star")


@bp.post("")
@login_required
def create(username):
    """Stars that person."""
    person = person_named(username)
    if refused := composing.keep_beside(person):
        return refused
    stars.star_person(viewer(), person)
    return _drawn(person, True)


@bp.post("/removal")
@login_required
def destroy(username):
    """Takes the star off."""
    person = person_named(username)
    if refused := composing.keep_beside(person):
        return refused
    stars.unstar_person(viewer(), person)
    return _drawn(person, False)


def _drawn(person, starred: bool):
    back = safe_next(request.form.get("next")) or url_for("people.show", username=person.username)
    return swap("stars/update.html", otherwise=back, mark=mark_of_person(person, starred), back=back)
