"""A lifting: ending the suspension of whom a case is about."""

from flask import Blueprint, abort, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.case import Case
from inbox.services import cases
from inbox.views.html import leave_for
from inbox.views.viewer import moderator

bp = Blueprint("liftings", __name__)


@bp.post("/moderation/<id:id>/lifting")
@login_required
def create(id):
    """Ends it, and shows the case again."""
    actor = moderator()
    db.session.scalar(Case.of(actor).where(Case.id == id)) or abort(404)
    cases.lift(actor, id)
    return leave_for(url_for("cases.show", id=id))
