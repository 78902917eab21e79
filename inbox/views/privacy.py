"""The viewer's privacy: whether others see them online, and what they have read."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox.services import privacy
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("privacy", __name__, url_prefix="/settings/privacy")


@bp.get("")
@login_required
def show():
    """Both switches."""
    return page("settings/privacy.html", saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves them. A switch that is off is no field of the form."""
    privacy.change(viewer(), "presence_hidden" in request.form, "shows_reading" in request.form)
    return leave_for(url_for("privacy.show", saved=1))
