"""An action on one conversation: from its row, from its menu, or from a page of its own."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.person import Person
from inbox.services import actions, blocks
from inbox.views import filters, screens
from inbox.views.html import asked_by_htmx, place, swap
from inbox.views.screens import number, person_named
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
    """Does what the pressed button names."""
    other, name = person_named(username), request.form.get("do", "")
    if name not in actions.VERBS or name in actions.WITH_ARGUMENT:
        abort(422)
    conversation_id = conversation_with(other)
    if conversation_id is not None:
        actions.perform(viewer(), name, {conversation_id: seen()})
    elif name in ("block", "unblock"):
        {"block": blocks.block, "unblock": blocks.unblock}[name](viewer(), other)
    else:
        abort(404)
    return done(other, conversation_id, "" if name in LEAVES else request.form.get("open"))


def done(other: Person, conversation_id: int | None, stays: str | None):
    """What changed, for htmx; for a plain browser the way back to where the button was pressed."""
    filter, open = filters.given(request.form.get("filter")), request.form.get("open", "")
    if stays:
        back = url_for("conversations.show", username=other.username, **filters.arguments(filter))
    else:
        back = url_for("conversations.index", **filters.arguments(filter))
    shown = screens.organised(viewer(), other, conversation_id, filter) if asked_by_htmx() else {}
    return swap("actions/create.html", otherwise=back, other=other, open=open, **shown)


def seen() -> int | None:
    """The newest message that was on the page: as it was drawn, or as it has been kept up to date since."""
    keys = [key for text in request.form.getlist("seen") if (key := number(text)) is not None]
    return max(keys, default=None)


def conversation_with(other: Person) -> int | None:
    """The number of the viewer's conversation with that person."""
    found = Conversation.between(viewer().id, other.id).with_only_columns(Conversation.id)
    return db.session.scalar(found)
