"""A release: sending a message that waits at once."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.errors import Refused
from inbox.services import releases
from inbox.views import screens, waits
from inbox.views.html import asked_by_htmx, swap
from inbox.views.screens import number
from inbox.views.viewer import viewer

bp = Blueprint("releases", __name__)


@bp.post("/waiting/<id:id>/release")
@login_required
def create(id):
    """Sends it now; when it may not be sent, it stays among what waits, with the reason."""
    _, other = waits.own(viewer(), id) or abort(404)
    username = other.username
    try:
        message = releases.release_now(viewer(), id)
    except Refused as refusal:
        shown = {"other": other, "waits": waits.beside(viewer(), other), "error": refusal.sentence}
        return swap("waiting/too_late.html", url_for("waiting.index"), refusal.status, **shown)
    there = url_for("conversations.show", username=username, _anchor=f"message-{message.id}")
    shown = {}
    if asked_by_htmx():
        since = number(request.form.get("since")) or 0
        shown = screens.changes(viewer(), other, since, "all", {message.conversation_id})
    return swap("live/changes.html", there, **shown)
