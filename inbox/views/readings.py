"""A reading: what a tab that is being looked at has shown."""

from flask import Blueprint, abort, request
from flask_login import login_required

from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.services import conversations
from inbox.views.html import swap
from inbox.views.screens import ordinal, person_named
from inbox.views.viewer import viewer

bp = Blueprint("readings", __name__)


@bp.post("/inbox/<username>/reading")
@login_required
def create(username):
    """Everything up to `seq` was on the screen."""
    other, up_to = person_named(username), ordinal(request.form.get("seq"))
    conversation = db.session.scalar(Conversation.between(viewer().id, other.id))
    if conversation is None:
        abort(404)
    if up_to is None:
        abort(400)
    conversations.read(viewer(), conversation.id, up_to)
    return swap("conversations/_unread.html", otherwise=f"/inbox/{other.username}", oob=True)
