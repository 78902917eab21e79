"""What the views that put conversations in order share: which ones are meant, and the answer when it is done."""

from flask import Response, abort, request, url_for

from inbox.config import settings
from inbox.extensions import db
from inbox.models.batch import Batch
from inbox.models.conversation import Conversation
from inbox.models.label import BUILT_IN, Label
from inbox.models.person import Person
from inbox.services import batches
from inbox.services.participations import Chosen
from inbox.views import filters, screens
from inbox.views.html import asked_by_htmx, swap
from inbox.views.screens import number
from inbox.views.viewer import viewer


def conversation_with(other: Person) -> int | None:
    """The number of the viewer's conversation with that person."""
    found = Conversation.between(viewer().id, other.id).with_only_columns(Conversation.id)
    return db.session.scalar(found)


def seen() -> int | None:
    """The newest message that was on the page: as it was drawn, or as it has been kept up to date since."""
    keys = [key for text in request.form.getlist("seen") if (key := number(text)) is not None]
    return max(keys, default=None)


def done(other: Person, conversation_id: int | None, stays: bool | str | None) -> Response:
    """What changed, for htmx; for a plain browser the way back to where the button was pressed."""
    filter, open = filters.given(request.form.get("filter")), request.form.get("open", "")
    if stays:
        back = url_for("conversations.show", username=other.username, **filters.arguments(filter))
    else:
        back = url_for("conversations.index", **filters.arguments(filter))
    opened = other if open else None
    shown = screens.organised(viewer(), other, conversation_id, filter, opened) if asked_by_htmx() else {}
    return swap("actions/create.html", otherwise=back, other=other, open=open, **shown)


def chosen(filter: str) -> Chosen:
    """What is ticked, as id-key; or all that the filter showed. 422 for what no form of ours says."""
    if "all" in request.form:
        return batches.matching(viewer(), filter, number(request.form.get("newest")) or 0)
    pairs = [text.split("-") for text in ",".join(request.form.getlist("chosen")).split(",") if text]
    if not all(len(pair) == 2 for pair in pairs) or len(pairs) > settings().batch_max:
        abort(422)
    return {number(id_) or abort(422): number(key) for id_, key in pairs}


def batch_done(batch_id: int | None) -> Batch | None:
    """What the viewer has just done, to be told on the list."""
    return db.session.scalar(Batch.of(viewer()).where(Batch.id == batch_id)) if batch_id else None


def own_label(id: int) -> Label:
    """One of the viewer's that can be changed, or 404."""
    return db.session.scalar(Label.of(viewer()).where(Label.id == id, Label.kind != BUILT_IN)) or abort(404)
