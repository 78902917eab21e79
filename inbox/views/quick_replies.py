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
from inbox.views import cards, keeping, receiving
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
    shown = {"replies": found, "counts": quick_replies.files_of(found), "odd": odd}
    return page("quick_replies/index.html", q=typed, most=settings().quick_replies_max, **shown)


@bp.get("/new")
@login_required
def new():
    """The form for one more."""
    quick_replies.refuse_all_but_freelancers(viewer())
    return _form("quick_replies/new.html", {"title": "", "body": ""})


@bp.post("")
@login_required
def create():
    """Adds it, with the files that come along."""
    files, refusal = receiving.tokens(viewer(), None)
    form = _typed(request.form)
    try:
        _raise(refusal)
        quick_replies.create(viewer(), **form, files=_wanted(files))
    except Refused as refusal:
        return _refused("quick_replies/new.html", form, refusal, files=files)
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
    """Saves it, with the files that come along, and without those that are to go."""
    _own(id)
    files, refusal = receiving.tokens(viewer(), None)
    form, there = _typed(request.form), {file.token for file in cards.kept(viewer(), id)}
    new, dropped = [token for token in _wanted(files) if token not in there], request.form.getlist("drop")
    try:
        _raise(refusal)
        quick_replies.update(viewer(), id, **form, files=new, dropped=dropped)
    except Refused as refusal:
        return _refused("quick_replies/edit.html", form, refusal, id=id, files=files)
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


def _raise(refusal: Refused | None) -> None:
    """What was said of a file that was not taken."""
    if refusal is not None:
        raise refusal


def _wanted(tokens: list[str]) -> list[str]:
    """Those that are not to go."""
    return [token for token in tokens if token not in request.form.getlist("drop")]


def _refused(template: str, form: dict, refusal: Refused, **more):
    if refusal.errors:
        return _form(template, form, refusal.status, errors=refusal.errors, **more)
    return _form(template, form, refusal.status, error=refusal.sentence, **more)


def _form(template: str, form: dict, status: int = 200, errors=None, error=None, files=(), **more):
    kept = cards.kept(viewer(), more.get("id"), files)
    shown = {"form": form, "errors": errors or {}, "error": error, "odd": unknown(form["body"]), "kept": kept}
    return page(template, status, **shown, **more)
