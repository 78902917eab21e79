"""The queues, as administrators see them."""

from flask import Blueprint, request

from inbox.config import settings
from inbox.views.administering import administrators_only
from inbox.views.html import page
from inbox.views.screens import number
from jobs import state

bp = Blueprint("queues", __name__)
SHOWN = 50
"""Failed jobs on the page, the last ones."""


@bp.get("/admin/jobs")
@administrators_only
def index():
    """Queues, workers, and what failed."""
    found, failures = state.look(settings().redis_url), []
    if found and found.failed:
        try:
            failures = state.failures(settings().redis_url, 0, SHOWN)
        except state.Away:
            found = None
    return page("queues/index.html", state=found, failures=failures, queued=number(request.args.get("queued")))
