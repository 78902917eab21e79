"""What the Enter key does, chosen at the button that sends."""

from flask import Blueprint, request
from flask_login import login_required

from inbox.services import people
from inbox.views import composing
from inbox.views.html import asked_by_htmx, swap
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("enter_keys", __name__)


@bp.post("/inbox/<username>/enter-key")
@login_required
def update(username):
    """Remembers the choice. Without scripts the form brings the text along: it comes back as a draft."""
    other = person_named(username)
    if not asked_by_htmx():
        return composing.choose_enter_key(other)
    people.choose_enter_key(viewer(), request.form.get("enter_key", ""))
    return swap("conversations/_enter.html", "", enter=viewer().enter_key, username=other.username, oob=True)
