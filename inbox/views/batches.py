"""Many conversations at once: choosing them with check boxes, and what was done to them."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid
from inbox.extensions import db
from inbox.models.label import Label
from inbox.models.message import Message
from inbox.moments import Typed
from inbox.services import actions, batches
from inbox.services.participations import Chosen
from inbox.views import filters, keeping, screens, waits
from inbox.views.html import leave_for, page
from inbox.views.organising import chosen
from inbox.views.screens import number
from inbox.views.viewer import viewer

bp = Blueprint("batches", __name__, url_prefix="/batches")


@bp.get("/new")
@login_required
def new():
    """A page of the list with check boxes, and what can be done with the chosen ones."""
    ticked = None if "picked" in request.args else set()
    return _form(filters.asked(), number(request.args.get("after")), ticked)


@bp.post("")
@login_required
def create():
    """Does what the pressed button names, to all that are chosen; deleting asks first."""
    filter, name = filters.given(request.form.get("filter")), request.form.get("do", "")
    picked = chosen(filter)
    if not picked:
        return _refused(filter, {"chosen": _none_chosen()})
    if name == "delete":
        return page("batches/deletion.html", chosen=_written(picked), count=len(picked), filter=filter)
    if name not in actions.VERBS:
        abort(422)
    try:
        batch = batches.perform(viewer(), name, picked, _argument(name))
    except Invalid as wrong:
        return _refused(filter, wrong.errors)
    return leave_for(url_for("conversations.index", done=batch.id, **filters.arguments(filter)))


def _none_chosen() -> str:
    """Why there is nothing to do anything to."""
    if "all" in request.form:
        return _("Nothing is left that matches: these conversations changed meanwhile. Nothing was done.")
    return _("Choose a conversation first.")


def _refused(filter: str, errors: dict):
    return _as_typed(filter, request.form, 422, errors)


@keeping.comes_back("batches.create")
def _again(form: MultiDict, status: int, notice):
    return _as_typed(filters.given(form.get("filter")), form, status, {"chosen": notice or keeping.unsaved()})


def _as_typed(filter: str, form: MultiDict, status: int, errors: dict):
    """The same page of the list, with what was ticked on it."""
    ticked = {number(text.partition("-")[0]) for text in ",".join(form.getlist("chosen")).split(",")}
    return _form(filter, number(form.get("after")), ticked, status, errors, "all" in form)


def _form(filter: str, after: int | None, ticked: set | None, status=200, errors: dict | None = None, all=False):
    """`ticked`: the numbers of conversations, or None for all on the page; `all`: whether all that match are chosen."""
    shown = screens.listing(viewer(), filter, after)
    newest = db.session.scalar(select(func.max(Message.id))) or 0
    count = batches.count_matching(viewer(), filter, newest)
    shown |= {"count": count, "newest": newest, "wakings": waits.wakings(), "errors": errors or {}}
    return page("batches/new.html", status, **shown, ticked=ticked, all=all)


def _written(picked: Chosen) -> str:
    return ",".join(f"{id_}-{key or ''}" for id_, key in picked.items())


def _argument(name: str):
    """The label or the moment that goes with it."""
    if name in ("label", "unlabel"):
        id_ = number(request.form.get("label"))
        return db.session.scalar(Label.of(viewer()).where(Label.id == id_).with_only_columns(Label.id)) or abort(422)
    return Typed(at=request.form.get("until", "") or "-").moment() if name == "snooze" else None
