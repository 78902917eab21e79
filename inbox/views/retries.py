"""Trying failed jobs again."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l

from inbox.config import settings
from inbox.errors import Conflict
from inbox.services import retries
from inbox.views.administering import administrators_only
from inbox.views.html import leave_for
from inbox.views.viewer import viewer
from jobs import state

bp = Blueprint("retries", __name__)


@bp.post("/admin/jobs/retries")
@administrators_only
def create():
    """One job, or all of them where none is named."""
    queued = _queue_again(request.form.get("job", ""))
    retries.note(viewer(), queued)
    return leave_for(url_for("queues.index", queued=queued))


def _queue_again(job_id: str) -> int:
    url = settings().redis_url
    try:
        queued = int(state.retry(url, job_id)) if job_id else state.retry_all(url)
    except state.Away as error:
        raise Conflict(_l("Redis does not answer. Try again in a moment.")) from error
    if job_id and not queued:
        raise Conflict(_l("This job is not among those that failed any more."))
    return queued
