"""An action on one conversation: from its row, from its menu, or from a page of its own."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.services import actions, blocks
from inbox.views import composing, filters, screens
from inbox.views.html import leave_for, place
from inbox.views.organising import conversation_with, done, seen
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("actions", __name__, url_prefix="/inbox/<username>/actions")
LEAVES = ("unread",)
"""Going back to the open conversation would read it: after these a plain browser goes to the list."""


@bp.get("")
@login_required
def show(username):
    """All that can be done with the conversation with that person."""
    other = person_named(username)
    shown = screens.organising(viewer(), other) | {"filter": filters.given(request.args.get("filter")), "open": ""}
    return place("actions/menu.html", "actions/show.html", other=other, **shown)


@bp.post("")
@login_required
def create(username):
    """Does what the pressed button names, or goes to all that can be done."""
    other, name = person_named(username), request.form.get("do", "")
    if name == "menu":
        listed = filters.given(request.form.get("filter"))
        return leave_for(url_for("actions.show", username=other.username, filter=listed))
    if name not in actions.VERBS or name in actions.WITH_ARGUMENT:
        abort(422)
    if refused := composing.keep_beside(other):
        return refused
    conversation_id = conversation_with(other)
    if conversation_id is not None:
        actions.perform(viewer(), name, {conversation_id: seen()})
    elif name in ("block", "unblock"):
        {"block": blocks.block, "unblock": blocks.unblock}[name](viewer(), other)
    else:
        abort(404)
    stays = request.form.get("open") or "draft" in request.form  # only an open conversation has a composer
    return done(other, conversation_id, stays and name not in LEAVES)
