"""Taking over a conversation from the viewer's assistant."""

from flask import Blueprint, abort, url_for
from flask_login import login_required

from inbox.services import assistances
from inbox.views import composing, screens
from inbox.views.html import swap
from inbox.views.organising import conversation_with
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("takeovers", __name__)


@bp.post("/inbox/<username>/takeover")
@login_required
def create(username):
    """The assistant says nothing more there, for ever. What stands in the composer stays."""
    other = person_named(username)
    if conversation_with(other) is None:
        abort(404)
    if refused := composing.keep_beside(other):
        return refused
    assistances.take_over(viewer(), other)
    here = url_for("conversations.show", username=other.username)
    shown = {"assisted": screens.assisted(viewer(), other), "writable": None}
    return swap("takeovers/create.html", otherwise=here, other=other, **shown)
