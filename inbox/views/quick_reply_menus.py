"""The quick replies of the viewer, filled in for the person that a message goes to."""

from flask import Blueprint, request
from flask_login import login_required

from inbox.query import TYPED_MAX
from inbox.services import quick_replies
from inbox.views.html import place
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("quick_reply_menus", __name__)


@bp.get("/inbox/<username>/quick-replies")
@login_required
def show(username):
    """To choose from: the menu of the composer, or a page."""
    other, typed = person_named(username), request.args.get("q", "")[:TYPED_MAX]
    found = quick_replies.filled_for(viewer(), other, typed)
    shown = {"other": other, "replies": found, "q": typed, "kept": []}
    return place("quick_replies/_menu.html", "quick_replies/choose.html", **shown)
