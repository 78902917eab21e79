"""A translation of one message, for whoever received it."""

from flask import Blueprint, abort, url_for
from flask_login import login_required

from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.translation import FAILED, Rendering
from inbox.services import translations
from inbox.views import composing, screens
from inbox.views.html import asked_by_htmx, swap
from inbox.views.viewer import viewer

bp = Blueprint("translations", __name__)


@bp.post("/messages/<id:id>/translation")
@login_required
def create(id):
    """Asks for it; it appears when it is there. A refusal is said in its place, or above the composer."""
    message = db.session.scalar(Message.of(viewer()).where(Message.id == id)) or abort(404)
    other = screens.facing(viewer(), message)
    if refused := composing.keep_beside(other):
        return refused
    status, sentence = 200, ""
    try:
        translations.ask(viewer(), id)
    except Refused as refusal:
        status, sentence = refusal.status, str(refusal.sentence)
        if not asked_by_htmx():
            return composing.again(other, status, error=refusal.sentence)
    m = screens.line(viewer(), other, id)
    if sentence and not m.deleted:
        m = m._replace(rendering=Rendering(FAILED, viewer().translate_to, "", "", "", sentence))
    there = url_for("conversations.show", username=other.username, _anchor=f"message-{id}")
    return swap("messages/update.html", there, status, m=m, other=other, writable=None)
