"""A draft: what is in the composer and not sent, kept while it is typed or by the button "Save as draft"."""

from flask import Blueprint
from flask_login import login_required

from inbox.views import composing
from inbox.views.screens import person_named

bp = Blueprint("drafts", __name__)


@bp.post("/inbox/<username>/draft")
@login_required
def update(username):
    """Keeps what is in the composer."""
    return composing.keep(person_named(username))
