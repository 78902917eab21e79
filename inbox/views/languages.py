"""The language of the pages, for somebody who is logged in and for a guest."""

from flask import Blueprint, abort, request, session, url_for

from inbox.services import people
from inbox.views.addresses import safe_next
from inbox.views.html import leave_for
from inbox.views.viewer import viewer

bp = Blueprint("languages", __name__)


@bp.post("/language")
def update():
    """Speaks that language from now on."""
    locale = request.form.get("language", "")
    if locale not in people.LOCALES:
        abort(422)
    session["locale"] = locale
    if viewer():
        people.speak(viewer(), locale)
    return leave_for(safe_next(request.form.get("next")) or url_for("home.show"))
