"""A lifting: ending the suspension of whom a case is about."""

from flask import Blueprint, url_for
from flask_login import login_required

from inbox.services import cases
from inbox.views.html import leave_for
from inbox.views.moderating import moderator_of

bp = Blueprint("liftings", __name__)


@bp.post("/moderation/<id:id>/lifting")
@login_required
def create(id):
    """Ends it, and shows the case again."""
    actor = moderator_of(id)
    cases.lift(actor, id)
    return leave_for(url_for("cases.show", id=id))
