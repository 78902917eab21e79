"""A release: sending a message that waits at once."""

from flask import Blueprint, abort, url_for
from flask_login import login_required

from inbox.errors import Refused
from inbox.services import releases
from inbox.views import waits
from inbox.views.html import leave_for
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
    except Refused:
        return leave_for(url_for("waiting.index"))
    return leave_for(url_for("conversations.show", username=username, _anchor=f"message-{message.id}"))
