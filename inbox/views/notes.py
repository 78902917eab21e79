"""The viewer's private note about a person."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox.errors import Conflict, Refused
from inbox.services import notes
from inbox.views import panel
from inbox.views.html import page, place, swap
from inbox.views.panel import Written
from inbox.views.screens import ordinal, person_named
from inbox.views.viewer import viewer

bp = Blueprint("notes", __name__, url_prefix="/people/<username>/note")


@bp.get("")
@login_required
def edit(username):
    """The note on a page of its own."""
    other = person_named(username)
    return page("notes/edit.html", other=other, note=panel.written(viewer(), other), error=None, theirs=None)


@bp.post("")
@login_required
def update(username):
    """Saves it. When another tab changed it meanwhile, both texts are there to choose from."""
    other, body = person_named(username), request.form.get("body", "")
    try:
        notes.write(viewer(), other, body, ordinal(request.form.get("revision")) or 0)
    except Refused as refusal:
        return _refused(other, body, refusal)
    back = url_for("conversations.show", username=other.username, _anchor="about")
    return swap("notes/update.html", otherwise=back, other=other, note=panel.written(viewer(), other), saved=True)


def _refused(other, body: str, refusal: Refused):
    """The form with the reason and the text that was typed. Saving again takes the place of what was seen now."""
    stored = panel.written(viewer(), other)
    theirs = stored.body if isinstance(refusal, Conflict) else None
    seen = stored.revision if isinstance(refusal, Conflict) else ordinal(request.form.get("revision")) or 0
    shown = {"other": other, "note": Written(body, seen), "error": refusal.sentence, "theirs": theirs}
    return place("notes/_note.html", "notes/edit.html", refusal.status, **shown)
