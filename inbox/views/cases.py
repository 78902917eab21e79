"""Cases: the queue of reports and appeals, and one of them, for moderators. For all others there is nothing here."""

from flask import Blueprint, abort, request
from flask_login import login_required

from inbox.models.case import OPEN, PARTS
from inbox.services import cases
from inbox.views.html import page
from inbox.views.moderating import drawn, moderator_of, queue
from inbox.views.screens import number
from inbox.views.viewer import moderator

bp = Blueprint("cases", __name__, url_prefix="/moderation")


@bp.get("")
@login_required
def index():
    """Those that wait, the oldest first; or those that are closed, by the viewer or by anybody, the newest first."""
    actor, state = moderator(), request.args.get("state", OPEN)
    if state not in PARTS:
        abort(404)
    return page("cases/index.html", **queue(actor, state, number(request.args.get("after"))))


@bp.get("/<id:id>")
@login_required
def show(id):
    """One case. That it was looked at is written down before it is shown."""
    actor = moderator_of(id)
    cases.look(actor, id)
    return drawn(actor, id)
