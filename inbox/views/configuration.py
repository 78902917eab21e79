"""The settings in force, as administrators see them: secrets are masked."""

from flask import Blueprint

from inbox import masks
from inbox.config import settings
from inbox.views.administering import administrators_only
from inbox.views.html import page

bp = Blueprint("configuration", __name__)


@bp.get("/admin/settings")
@administrators_only
def show():
    """All of them, those that the environment gives on top."""
    shown = sorted(masks.shown(settings()), key=lambda each: not each.given)
    return page("configuration/show.html", settings=shown)
