"""The keyboard: which keys do what."""

from flask import Blueprint
from flask_login import login_required

from inbox.views.html import place

bp = Blueprint("keyboard", __name__, url_prefix="/keyboard")


@bp.get("")
@login_required
def show():
    """The list of shortcuts: a page, or for a script the sheet that lies over one."""
    return place("keyboard/_sheet.html", "keyboard/show.html")
