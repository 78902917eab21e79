"""What the viewer's assistant did for a client: the summary."""

from flask import Blueprint, abort
from flask_login import login_required

from inbox.services import assistances
from inbox.views.html import page
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("assistances", __name__)


@bp.get("/inbox/<username>/assistance")
@login_required
def show(username):
    """What the client asked, out of what it was answered, and why it was handed over; for the freelancer alone."""
    other = person_named(username)
    summary = assistances.summary(viewer(), other) or abort(404)
    return page("assistances/show.html", other=other, summary=summary)
