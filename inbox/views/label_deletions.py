"""Deleting a label, after a question."""

from flask import Blueprint, url_for
from flask_login import login_required

from inbox.services import labels
from inbox.views.html import leave_for, page
from inbox.views.organising import own_label
from inbox.views.viewer import viewer

bp = Blueprint("label_deletions", __name__, url_prefix="/labels/<id:id>/deletion")


@bp.get("")
@login_required
def new(id):
    """What it means, and the button that does it."""
    return page("labels/deletion.html", label=own_label(id))


@bp.post("")
@login_required
def create(id):
    """Takes it off all conversations; nothing else is deleted."""
    labels.delete(viewer(), own_label(id).id)
    return leave_for(url_for("labels.index"))
