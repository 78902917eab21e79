"""An undoing: taking back what was done to many conversations at once."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox.services import batches
from inbox.views import filters
from inbox.views.html import leave_for
from inbox.views.viewer import viewer

bp = Blueprint("undoings", __name__)


@bp.post("/batches/<id:id>/undoing")
@login_required
def create(id):
    """Twice is once."""
    filter = filters.arguments(filters.given(request.form.get("filter")))
    batches.undo(viewer(), id)
    return leave_for(url_for("conversations.index", **filter))
