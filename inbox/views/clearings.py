"""A clearing: deleting a conversation for oneself, after a question."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.participation import Participation
from inbox.services import clearings
from inbox.views import filters
from inbox.views.html import leave_for, page
from inbox.views.organising import conversation_with, seen
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("clearings", __name__, url_prefix="/inbox/<username>/deletion")


@bp.get("")
@login_required
def new(username):
    """What it means, and the button that does it."""
    other = person_named(username)
    mine = db.session.get(Participation, (conversation_with(other) or abort(404), viewer().id))
    filter = filters.given(request.args.get("filter"))
    return page("clearings/new.html", other=other, seen=mine.last_message_id, filter=filter)


@bp.post("")
@login_required
def create(username):
    """Deletes it for the viewer, as far as the question showed it."""
    other = person_named(username)
    conversation_id = conversation_with(other) or abort(404)
    filter = filters.arguments(filters.given(request.form.get("filter")))
    clearings.clear(viewer(), {conversation_id: seen()})
    return leave_for(url_for("conversations.index", **filter))
