"""The viewer's quick replies, in the settings."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.config import settings
from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.quick_reply import QuickReply, unknown
from inbox.query import TYPED_MAX
from inbox.services import quick_replies
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("quick_replies", __name__, url_prefix="/settings/quick-replies")


@bp.get("")
@login_required
def index():
    """All of them in their order, or those that hold what is looked for."""
    typed = request.args.get("q", "")[:TYPED_MAX]
    found = quick_replies.found(viewer(), typed)
    odd = {reply.id: names for reply in found if (names := unknown(reply.body))}
    return page("quick_replies/index.html", replies=found, q=typed, odd=odd, most=settings().quick_replies_max)


@bp.get("/new")
@login_required
def new():
    """The form for one more."""
    quick_replies.refuse_all_but_freelancers(viewer())
    return _form("quick_replies/new.html", {"title": "", "body": ""})


@bp.post("")
@login_required
def create():
    """Adds it."""
    form = _typed(request.form)
    try:
        quick_replies.create(viewer(), **form)
    except Refused as refusal:
        return _refused("quick_replies/new.html", form, refusal)
    return leave_for(url_for("quick_replies.index"))


@bp.get("/<id:id>/edit")
@login_required
def edit(id):
    """The form for changing one of them."""
    reply = _own(id)
    return _form("quick_replies/edit.html", {"title": reply.title, "body": reply.body}, id=id)


@bp.post("/<id:id>")
@login_required
def update(id):
    """Saves it."""
    _own(id)
    form = _typed(request.form)
    try:
        quick_replies.update(viewer(), id, **form)
    except Refused as refusal:
        return _refused("quick_replies/edit.html", form, refusal, id=id)
    return leave_for(url_for("quick_replies.index"))


@bp.post("/<id:id>/deletion")
@login_required
def destroy(id):
    """Deletes it."""
    _own(id)
    quick_replies.destroy(viewer(), id)
    return leave_for(url_for("quick_replies.index"))


@keeping.comes_back("quick_replies.create")
def _new_again(form: MultiDict, status: int, notice):
    quick_replies.refuse_all_but_freelancers(viewer())
    return _form("quick_replies/new.html", _typed(form), status, error=notice or keeping.unsaved())


@keeping.comes_back("quick_replies.update")
def _edit_again(form: MultiDict, status: int, notice, id: int):
    _own(id)
    return _form("quick_replies/edit.html", _typed(form), status, error=notice or keeping.unsaved(), id=id)


def _own(id: int) -> QuickReply:
    quick_replies.refuse_all_but_freelancers(viewer())
    return db.session.scalar(QuickReply.of(viewer()).where(QuickReply.id == id)) or abort(404)


def _typed(form: MultiDict) -> dict[str, str]:
    return {name: form.get(name, "") for name in ("title", "body")}


def _refused(template: str, form: dict, refusal: Refused, **more):
    if refusal.errors:
        return _form(template, form, refusal.status, errors=refusal.errors, **more)
    return _form(template, form, refusal.status, error=refusal.sentence, **more)


def _form(template: str, form: dict, status: int = 200, errors=None, error=None, **more):
    shown = {"form": form, "errors": errors or {}, "error": error, "odd": unknown(form["body"])}
    return page(template, status, **shown, **more)
