"""Deleting many conversations for oneself, after a question."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox.services import clearings
from inbox.views import filters
from inbox.views.html import leave_for
from inbox.views.organising import chosen
from inbox.views.viewer import viewer

bp = Blueprint("batch_deletions", __name__)


@bp.post("/batches/deletion")
@login_required
def create():
    """Deletes them, as far as the question showed them."""
    filter = filters.given(request.form.get("filter"))
    clearings.clear(viewer(), chosen(filter))
    return leave_for(url_for("conversations.index", **filters.arguments(filter)))
