"""A deletion: taking one's own message back."""

from flask import Blueprint, abort, url_for
from flask_login import login_required

from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.message import Message
from inbox.services import messages
from inbox.views import composing, screens
from inbox.views.html import place, swap
from inbox.views.viewer import viewer

bp = Blueprint("deletions", __name__)


@bp.post("/messages/<id:id>/deletion")
@login_required
def create(id):
    """Leaves a tombstone in place of the message."""
    message = db.session.scalar(Message.of(viewer()).where(Message.id == id)) or abort(404)
    if message.author_id != viewer().id:
        abort(403)
    other = screens.facing(viewer(), message)
    if refused := composing.keep_beside(other):
        return refused
    try:
        messages.delete(viewer(), id)
    except Refused as refusal:
        m = screens.line(viewer(), other, id)
        shown = {"m": m, "other": other, "body": m.body, "error": refusal.sentence, "theirs": None}
        return place("messages/_edit.html", "messages/edit.html", refusal.status, **shown, revision=m.revision)
    there = url_for("conversations.show", username=other.username, _anchor=f"message-{id}")
    m = screens.line(viewer(), other, id)
    return swap("messages/update.html", otherwise=there, m=m, other=other, writable=None)
