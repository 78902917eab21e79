"""What takes room, as administrators see it."""

from flask import Blueprint

from inbox.doctor import sizes
from inbox.views.administering import administrators_only
from inbox.views.html import page

bp = Blueprint("room", __name__)


@bp.get("/admin/storage")
@administrators_only
def show():
    """The database, the folders of the data, and the disks under them."""
    return page("room/show.html", parts=sizes.parts(), disks=sizes.disks())
