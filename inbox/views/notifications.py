"""Notifications: what the viewer wants to be told of outside the pages."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox.services import notifications
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("notifications", __name__, url_prefix="/settings/notifications")


@bp.get("")
@login_required
def show():
    """What is chosen; the page's script adds what this browser allows."""
    return page("settings/notifications.html", saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves it. A box that is not ticked is not in the form."""
    notifications.choose(viewer(), "notify" in request.form, "notify_text" in request.form)
    return leave_for(url_for("notifications.show", saved=1))
