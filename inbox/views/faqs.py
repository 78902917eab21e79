"""The viewer's questions and answers, for the assistant to quote."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.faq import Faq
from inbox.services import assistants, faqs
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("faqs", __name__, url_prefix="/settings/assistant/faq")


@bp.get("/new")
@login_required
def new():
    """The form for one more."""
    assistants.refuse_all_but_freelancers(viewer())
    return _form("faqs/new.html", {"question": "", "answer": ""})


@bp.post("")
@login_required
def create():
    """Adds it."""
    form = _typed(request.form)
    try:
        faqs.create(viewer(), **form)
    except Refused as refusal:
        return _refused("faqs/new.html", form, refusal)
    return leave_for(url_for("assistant.show") + "#faq")


@bp.get("/<id:id>/edit")
@login_required
def edit(id):
    """The form for changing one of them."""
    faq = _own(id)
    return _form("faqs/edit.html", {"question": faq.question, "answer": faq.answer}, id=id)


@bp.post("/<id:id>")
@login_required
def update(id):
    """Saves it."""
    _own(id)
    form = _typed(request.form)
    try:
        faqs.update(viewer(), id, **form)
    except Refused as refusal:
        return _refused("faqs/edit.html", form, refusal, id=id)
    return leave_for(url_for("assistant.show") + "#faq")


@bp.post("/<id:id>/deletion")
@login_required
def destroy(id):
    """Deletes it."""
    _own(id)
    faqs.destroy(viewer(), id)
    return leave_for(url_for("assistant.show") + "#faq")


@keeping.comes_back("faqs.create")
def _new_again(form: MultiDict, status: int, notice):
    assistants.refuse_all_but_freelancers(viewer())
    return _form("faqs/new.html", _typed(form), status, error=notice or keeping.unsaved())


@keeping.comes_back("faqs.update")
def _edit_again(form: MultiDict, status: int, notice, id: int):
    _own(id)
    return _form("faqs/edit.html", _typed(form), status, error=notice or keeping.unsaved(), id=id)


def _own(id: int) -> Faq:
    assistants.refuse_all_but_freelancers(viewer())
    return db.session.scalar(Faq.of(viewer()).where(Faq.id == id)) or abort(404)


def _typed(form: MultiDict) -> dict[str, str]:
    return {name: form.get(name, "") for name in ("question", "answer")}


def _refused(template: str, form: dict, refusal: Refused, **more):
    if refusal.errors:
        return _form(template, form, refusal.status, errors=refusal.errors, **more)
    return _form(template, form, refusal.status, error=refusal.sentence, **more)


def _form(template: str, form: dict, status: int = 200, errors=None, error=None, **more):
    return page(template, status, form=form, errors=errors or {}, error=error, **more)
