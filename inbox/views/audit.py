"""The audit log: every look and every act of the moderators, for moderators."""

from flask import Blueprint, request
from flask_login import login_required

from inbox.config import settings
from inbox.extensions import db
from inbox.models.record import Record
from inbox.views.html import page
from inbox.views.moderating import open_cases
from inbox.views.screens import number
from inbox.views.viewer import moderator

bp = Blueprint("audit", __name__)


@bp.get("/moderation/audit")
@login_required
def index():
    """The newest first."""
    actor = moderator()
    size, before = settings().page_records, number(request.args.get("before"))
    found = db.session.execute(Record.newest(before).limit(size + 1)).all()
    more = found[size - 1][0].id if len(found) > size else None
    return page("audit/index.html", records=found[:size], more_before=more, open_cases=open_cases(actor))
