"""The front door."""

from flask import Blueprint, redirect, url_for

from inbox.views.viewer import viewer

bp = Blueprint("home", __name__)


@bp.get("/")
def show():
    """On to the inbox, or to the log-in."""
    return redirect(url_for("conversations.index" if viewer() else "logins.new"), 303)
