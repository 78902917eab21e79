"""How to stay safe here. Everybody may read it."""

from flask import Blueprint

from inbox.views.html import page

bp = Blueprint("safety", __name__)


@bp.get("/safety")
def show():
    """How to report, how to protect an account, what to look out for."""
    return page("safety/show.html")
