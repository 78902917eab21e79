"""A cancellation: taking back a message that waits. Its text comes back into the box."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.errors import Conflict
from inbox.services import waiting
from inbox.views import screens, waits
from inbox.views.html import asked_by_htmx, page, swap
from inbox.views.viewer import viewer

bp = Blueprint("cancellations", __name__)


@bp.post("/waiting/<id:id>/cancellation")
@login_required
def create(id):
    """Takes it back; from the list of what waits one stays there, and can go to the box."""
    _, other = waits.own(viewer(), id) or abort(404)
    there = url_for("conversations.show", username=other.username, undone=id, _anchor="composer")
    try:
        row = waiting.cancel(viewer(), id)
    except Conflict as refusal:
        return _too_late(other, refusal)
    if "list" in request.form:
        there = url_for("waiting.index", cancelled=id)
    shown = {"other": other, "waits": waits.beside(viewer(), other), "key": screens.new_key(), "body": row.body}
    return swap("waiting/undone.html", there, **shown, reply=screens.quote_of(viewer(), other, row.reply_to_id))


def _too_late(other, refusal: Conflict):
    """It was sent a moment before: the conversation shows it, and it can still be deleted for everyone."""
    if asked_by_htmx():
        shown = {"other": other, "waits": waits.beside(viewer(), other), "error": refusal.sentence}
        return swap("waiting/too_late.html", "", refusal.status, **shown)
    shown = screens.with_list(viewer(), screens.thread(viewer(), other))
    shown |= {"reply": None, "key": screens.new_key(), "body": ""}
    return page("conversations/show.html", refusal.status, **shown, error=refusal.sentence)
