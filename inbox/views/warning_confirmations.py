"""That the viewer has read their warnings."""

from flask import Blueprint, url_for
from flask_login import login_required

from inbox.services import standings
from inbox.views.html import leave_for
from inbox.views.viewer import viewer

bp = Blueprint("warning_confirmations", __name__)


@bp.post("/standing/confirmation")
@login_required
def create():
    """Confirms all of them."""
    standings.confirm_warnings(viewer())
    return leave_for(url_for("conversations.index"))
