"""Whether the new messages of one conversation are translated by themselves."""

from flask import Blueprint, abort, request
from flask_login import login_required

from inbox.services import translations
from inbox.views import composing
from inbox.views.organising import conversation_with, done
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("conversation_translations", __name__)
SWITCH = {"on": True, "off": False}


@bp.post("/inbox/<username>/translation")
@login_required
def create(username):
    """Turns it on or off."""
    other = person_named(username)
    if request.form.get("do") not in SWITCH:
        abort(422)
    if refused := composing.keep_beside(other):
        return refused
    conversation_id = conversation_with(other) or abort(404)
    translations.switch(viewer(), conversation_id, SWITCH[request.form["do"]])
    return done(other, conversation_id, bool(request.form.get("open") or "draft" in request.form))
