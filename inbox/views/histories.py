"""The history of a message: the texts that it had, for its author."""

from flask import Blueprint, abort
from flask_login import login_required
from sqlalchemy import select

from inbox.extensions import db
from inbox.models.message import Message, MessageVersion
from inbox.views import screens
from inbox.views.html import page
from inbox.views.viewer import viewer

bp = Blueprint("histories", __name__)


@bp.get("/messages/<id:id>/history")
@login_required
def show(id):
    """Every version, newest first."""
    message = db.session.scalar(Message.of(viewer()).where(Message.id == id)) or abort(404)
    if message.author_id != viewer().id:
        abort(403)
    if message.deleted_at is not None:
        abort(404)
    other = screens.facing(viewer(), message)
    found = select(MessageVersion).where(MessageVersion.message_id == id)
    versions = db.session.scalars(found.order_by(MessageVersion.revision.desc())).all()
    return page("messages/history.html", message=message, versions=versions, other=other)
