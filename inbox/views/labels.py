"""The viewer's labels: making, renaming and recolouring them."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid, NotAllowed, Refused
from inbox.models.label import COLOURS, Label
from inbox.models.person import NAME_IN_ADDRESS
from inbox.services import labels
from inbox.views import keeping, screens
from inbox.views.html import leave_for, page
from inbox.views.organising import conversation_with, own_label
from inbox.views.viewer import viewer

bp = Blueprint("labels", __name__, url_prefix="/labels")


@bp.get("")
@login_required
def index():
    """All of them, and the form for another; `for` names the person whose conversation it is wanted for."""
    return _index(request.args.get("for"))


@bp.post("")
@login_required
def create():
    """Makes a label; when it is wanted for a conversation, that gets it."""
    other, form = _wanted_for(request.form.get("for")), request.form
    try:
        label = labels.create(viewer(), form.get("name", ""), _colour())
    except Refused as refusal:
        errors = refusal.errors or {"name": refusal.sentence}
        return _index(form.get("for"), refusal.status if isinstance(refusal, NotAllowed) else 422, form, errors)
    if other:
        labels.apply(viewer(), {other: None}, label.id)
        return leave_for(url_for("conversations.show", username=form["for"]))
    return leave_for(url_for("labels.index"))


@bp.get("/<id:id>/edit")
@login_required
def edit(id):
    """The form for another name or colour."""
    label = own_label(id)
    return _edit(label, {"name": label.name, "colour": label.colour})


@bp.post("/<id:id>")
@login_required
def update(id):
    """Saves them."""
    own_label(id)
    try:
        labels.change(viewer(), id, request.form.get("name", ""), _colour())
    except Invalid as wrong:
        return _edit(own_label(id), request.form, 422, wrong.errors)
    return leave_for(url_for("labels.index"))


@keeping.comes_back("labels.create")
def _index_again(form: MultiDict, status: int, notice):
    return _index(form.get("for"), status, form, notice=notice or keeping.unsaved())


@keeping.comes_back("labels.update")
def _edit_again(form: MultiDict, id: int, status: int, notice):
    return _edit(own_label(id), form, status, notice=notice or keeping.unsaved())


def _index(wanted: str | None, status: int = 200, form=None, errors: dict | None = None, notice=None):
    shown = {"labels": screens.labels_of(viewer()), "colours": COLOURS, "errors": errors or {}, "form": form or {}}
    shown |= {"notice": notice}
    return page("labels/index.html", status, wanted=wanted if _wanted_for(wanted) else None, **shown)


def _edit(label: Label, form, status: int = 200, errors: dict | None = None, notice=None):
    shown = {"label": label, "form": form, "errors": errors or {}, "colours": COLOURS, "notice": notice}
    return page("labels/edit.html", status, **shown)


def _colour() -> int:
    """The chosen colour; 0, which is none, for what cannot be one."""
    text = request.form.get("colour", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _wanted_for(username: str | None) -> int | None:
    """The number of the conversation with that person."""
    if not username or not NAME_IN_ADDRESS.fullmatch(username):
        return None
    return conversation_with(screens.person_named(username))
