"""The order of the viewer's questions and answers."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.faq import Faq
from inbox.services import assistants, faqs
from inbox.views.html import swap
from inbox.views.viewer import viewer

bp = Blueprint("faq_places", __name__)


@bp.post("/settings/assistant/faq/<id:id>/place")
@login_required
def update(id):
    """Puts one of them a place up or down."""
    assistants.refuse_all_but_freelancers(viewer())
    db.session.scalar(Faq.of(viewer()).where(Faq.id == id)) or abort(404)
    faqs.move(viewer(), id, request.form.get("to", ""))
    there = f"{url_for('assistant.show')}#faq-{id}"
    return swap("faqs/_list.html", otherwise=there, faqs=faqs.all_of(viewer()))
