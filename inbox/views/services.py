"""Services: what the viewer offers, in the settings."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.config import settings
from inbox.errors import Invalid, Refused
from inbox.extensions import db
from inbox.models.service import CATEGORIES, REVISIONS, Service
from inbox.money import CURRENCIES
from inbox.services import services
from inbox.views import keeping
from inbox.views.format import typed_amount
from inbox.views.html import leave_for, page
from inbox.views.screens import new_key
from inbox.views.viewer import viewer

bp = Blueprint("services", __name__, url_prefix="/settings/services")
FIRST = {"category": "", "currency": "EUR", "delivery_days": "7", "revisions": "2", "active": "1"}


@bp.get("")
@login_required
def index():
    """All services of the viewer."""
    services.refuse_all_but_freelancers(viewer())
    found = db.session.scalars(Service.of(viewer())).all()
    return page("services/index.html", services=found, most=settings().services_max)


@bp.get("/new")
@login_required
def new():
    """The form for one more."""
    services.refuse_all_but_freelancers(viewer())
    return _form("services/new.html", FIRST, key=new_key())


@bp.post("")
@login_required
def create():
    """Adds it."""
    form, key = _typed(request.form), request.form.get("key") or new_key()
    try:
        services.create(viewer(), key, **form)
    except Invalid as refusal:
        return _form("services/new.html", form, 422, errors=refusal.errors, key=key)
    except Refused as refusal:
        return _form("services/new.html", form, refusal.status, error=refusal.sentence, key=new_key())
    return leave_for(url_for("services.index"))


@bp.get("/<id:id>/edit")
@login_required
def edit(id):
    """The form for changing one of them."""
    service = _own(id)
    return _form("services/edit.html", _as_typed(service), id=id)


@bp.post("/<id:id>")
@login_required
def update(id):
    """Saves what was changed."""
    _own(id)
    form = _typed(request.form)
    try:
        services.update(viewer(), id, **form)
    except Invalid as refusal:
        return _form("services/edit.html", form, 422, errors=refusal.errors, id=id)
    return leave_for(url_for("services.index"))


@bp.post("/<id:id>/removal")
@login_required
def destroy(id):
    """Removes it for good."""
    _own(id)
    services.destroy(viewer(), id)
    return leave_for(url_for("services.index"))


@keeping.comes_back("services.create")
def _new_again(form: MultiDict, status: int, notice):
    services.refuse_all_but_freelancers(viewer())
    key = form.get("key") or new_key()
    return _form("services/new.html", _typed(form), status, error=notice or keeping.unsaved(), key=key)


@keeping.comes_back("services.update")
def _again(form: MultiDict, id: int, status: int, notice):
    _own(id)
    return _form("services/edit.html", _typed(form), status, error=notice or keeping.unsaved(), id=id)


def _own(id: int) -> Service:
    return db.session.scalar(Service.of(viewer()).where(Service.id == id)) or abort(404)


def _typed(form: MultiDict) -> dict[str, str]:
    return {name: form.get(name, "") for name in services.READERS}


def _as_typed(service: Service) -> dict[str, str]:
    """The fields as a person would type them."""
    form = {name: str(getattr(service, name)) for name in services.READERS}
    form["price_from"] = typed_amount(service.price_from)
    if service.revisions is None:
        form["revisions"] = services.UNLIMITED
    return form | {"active": "1" if service.active else ""}


def _form(template: str, form: dict, status: int = 200, errors=None, error=None, **more):
    offered = {"categories": CATEGORIES, "currencies": CURRENCIES, "revisions": REVISIONS}
    return page(template, status, form=form, errors=errors or {}, error=error, offered=offered, **more)
