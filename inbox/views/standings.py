"""How the viewer stands: warnings, a suspension and what became of the appeal, and the rules of the message limit."""

from flask import Blueprint
from flask_login import login_required

from inbox.views.contesting import drawn

bp = Blueprint("standings", __name__)


@bp.get("/standing")
@login_required
def show():
    """All of it, as it is now."""
    return drawn({"body": ""})
