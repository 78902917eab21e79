"""What waits: the list, scheduling a message, and changing what is scheduled."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required

from inbox.errors import Conflict, Invalid, Refused
from inbox.models.person import Person
from inbox.models.waiting import LISTED, RELEASED, Waiting
from inbox.services import waiting
from inbox.views import cards, waits
from inbox.views.html import leave_for, page
from inbox.views.screens import new_key, number, ordinal, person_named, quote_of
from inbox.views.viewer import viewer

bp = Blueprint("waiting", __name__)


@bp.get("/waiting")
@login_required
def index():
    """All that the viewer has waiting."""
    back = waits.taken_back(viewer(), number(request.args.get("cancelled")))
    shown = waits.listing(viewer(), number(request.args.get("after")))
    username = waits.own(viewer(), back.id)[1].username if back else None
    return page("waiting/index.html", **shown, back=back, username=username)


@bp.post("/inbox/<username>/waiting")
@login_required
def create(username):
    """Schedules a message, or only says which moment is meant."""
    other = person_named(username)
    form = {
        "body": request.form.get("body", ""), "reply_to": number(request.form.get("reply_to")),
        "key": request.form.get("key") or new_key(), "typed": waits.typed(request.form),
        "files": request.form.getlist("upload"), "reply_to_file": request.form.get("reply_to_file", ""),
    }  # fmt: skip
    file = cards.answered(viewer(), form["reply_to_file"]) if form["reply_to_file"] else None
    if "check" in request.form:
        return _page(other, form)
    try:
        row = waiting.schedule(
            viewer(), other, form["body"], form["key"], _moment(form), form["reply_to"], form["files"], file and file.id
        )
    except Refused as refusal:
        if isinstance(refusal, Conflict) or "key" in refusal.errors:
            form["key"] = new_key()
        return _page(other, form, refusal.status, refusal.errors, error=_besides(refusal))
    return leave_for(_place(row, other))


@bp.get("/waiting/<id:id>/edit")
@login_required
def edit(id):
    """The form for another text or time."""
    row, other = waits.own(viewer(), id) or abort(404)
    if row.state not in LISTED:
        return leave_for(_place(row, other))
    form = _form(row, row.body, waits.as_typed(row.due_at))
    return _page(other, form)


@bp.post("/waiting/<id:id>")
@login_required
def update(id):
    """Saves them, unless it was sent meanwhile."""
    row, other = waits.own(viewer(), id) or abort(404)
    form = _form(row, request.form.get("body", ""), waits.typed(request.form))
    form["revision"] = ordinal(request.form.get("revision")) or 0
    if "check" in request.form:
        return _page(other, form)
    try:
        row = waiting.change(viewer(), id, form["body"], _moment(form), form["revision"])
    except Refused as refusal:
        return _refused(id, form, refusal)
    return leave_for(_place(row, other))


def _page(other: Person, form: dict, status: int = 200, errors: dict | None = None, **more):
    shown = {"error": None, "theirs": None, "sent": None, "reply": quote_of(viewer(), other, form["reply_to"])}
    return waits.later(viewer(), other, form, status, errors, **shown | more)


def _refused(id: int, form: dict, refusal: Refused):
    """The form with the reason. Of one that was changed elsewhere, also what it is now."""
    row, other = waits.own(viewer(), id) or abort(404)
    theirs = row.body if isinstance(refusal, Conflict) and row.state in LISTED else None
    more = {"theirs": theirs, "sent": row.message_id if row.state == RELEASED else None}
    form["revision"] = row.revision
    return _page(other, form, refusal.status, refusal.errors, error=_besides(refusal), **more)


def _form(row: Waiting, body: str, typed) -> dict:
    held = row.file_names.split("\n") if row.file_names else ()
    return {
        "id": row.id,
        "body": body,
        "reply_to": row.reply_to_id,
        "revision": row.revision,
        "typed": typed,
        "files": held,
    }


def _moment(form: dict):
    """The moment that was typed. What is wrong with the text is said together with what is wrong with the time."""
    try:
        return form["typed"].moment()
    except Invalid as wrong:
        raise Invalid(waiting.wrong_text(form["body"], form["files"]) | wrong.errors) from None


def _besides(refusal: Refused):
    """The sentence of a refusal that is about no field of this form."""
    fields = ("body", "when", "date", "time", "fold")
    return None if set(refusal.errors) & set(fields) else refusal.sentence


def _place(row: Waiting, other: Person) -> str:
    """Where it is to be seen: among what waits, or as the message that it has become."""
    anchor = f"message-{row.message_id}" if row.message_id else "waiting"
    return url_for("conversations.show", username=other.username, _anchor=anchor)
