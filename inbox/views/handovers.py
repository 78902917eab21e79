"""Waiting for a freelancer instead of their assistant."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.services import assistances
from inbox.views import composing, filters, screens
from inbox.views.html import asked_by_htmx, swap
from inbox.views.organising import conversation_with
from inbox.views.screens import number, person_named
from inbox.views.viewer import viewer

bp = Blueprint("handovers", __name__)


@bp.post("/inbox/<username>/handover")
@login_required
def create(username):
    """The other one's assistant leaves the viewer to the other one. What stands in the composer stays."""
    other = person_named(username)
    conversation_id = conversation_with(other) or abort(404)
    if refused := composing.keep_beside(other):
        return refused
    here, since = url_for("conversations.show", username=other.username), number(request.form.get("since")) or 0
    assistances.ask_for_person(viewer(), other)
    shown = {}
    if asked_by_htmx():
        filter = filters.given(request.form.get("filter"))
        shown = screens.changes(viewer(), other, since, filter, {conversation_id})
    return swap("handovers/create.html", otherwise=here, **shown)
