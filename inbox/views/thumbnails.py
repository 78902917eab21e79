"""Thumbnails: small pictures of files, for whoever may see the file. They are made by us, and are all that a page shows
of one."""

from flask import Blueprint, Response, abort
from flask_login import login_required

from inbox.storage import Unreachable, store
from inbox.views import cards
from inbox.views.viewer import viewer

bp = Blueprint("thumbnails", __name__)


@bp.get("/files/<token>/thumbnail")
@login_required
def show(token):
    """The picture."""
    _, content, _ = cards.found(viewer(), token) or abort(404)
    try:
        data = store().thumbnail(content.digest) if content is not None and content.width else None
    except Unreachable:
        abort(503)
    response = Response(abort(404) if data is None else data, mimetype="image/webp")
    response.headers["Content-Security-Policy"] = cards.POLICY
    return response
