"""The labels that a conversation has."""

from flask import Blueprint, abort, request
from flask_login import login_required

from inbox.services import labels
from inbox.views.organising import conversation_with, done
from inbox.views.screens import number, person_named
from inbox.views.viewer import viewer

bp = Blueprint("conversation_labels", __name__)


@bp.post("/inbox/<username>/labels")
@login_required
def update(username):
    """Those that are ticked, and no others."""
    other = person_named(username)
    conversation_id = conversation_with(other) or abort(404)
    chosen = {number(text) or 0 for text in request.form.getlist("label")}
    labels.choose(viewer(), conversation_id, chosen)
    return done(other, conversation_id, request.form.get("open"))
