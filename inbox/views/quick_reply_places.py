"""The order of the viewer's quick replies."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.quick_reply import QuickReply, unknown
from inbox.services import quick_replies
from inbox.views.html import swap
from inbox.views.viewer import viewer

bp = Blueprint("quick_reply_places", __name__)


@bp.post("/settings/quick-replies/<id:id>/place")
@login_required
def update(id):
    """Puts one of them a place up or down."""
    quick_replies.refuse_all_but_freelancers(viewer())
    db.session.scalar(QuickReply.of(viewer()).where(QuickReply.id == id)) or abort(404)
    quick_replies.move(viewer(), id, request.form.get("to", ""))
    found = quick_replies.found(viewer())
    odd = {reply.id: names for reply in found if (names := unknown(reply.body))}
    there = f"{url_for('quick_replies.index')}#quick-reply-{id}"
    counts = quick_replies.files_of(found)
    return swap("quick_replies/_list.html", otherwise=there, replies=found, counts=counts, odd=odd, q="")
