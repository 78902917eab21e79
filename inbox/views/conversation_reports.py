"""Reporting from the menu of a conversation: which of the other one's messages is meant."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from inbox.errors import NotAllowed
from inbox.services import reports
from inbox.text import excerpt
from inbox.views.html import page
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("conversation_reports", __name__)
OFFERED = 10
"""Messages to choose from; older ones are reported by their own menu."""


@bp.get("/inbox/<username>/report")
@login_required
def new(username):
    """The newest messages of that person, each with the way to report it."""
    other = person_named(username)
    found = reports.newest_of(viewer(), other, OFFERED)
    if not found:
        raise NotAllowed(_l("%(name)s has written nothing to you that you could report.", name=other.name))
    choices = [(message.id, message.created_at, excerpt(message.body, 140)) for message in found]
    return page("conversation_reports/new.html", other=other, choices=choices)
