"""Activations: showing one's service to others, and keeping it from them."""

from flask import Blueprint, abort, url_for
from flask_login import login_required

from inbox.extensions import db
from inbox.models.service import Service
from inbox.services import services
from inbox.views.html import leave_for
from inbox.views.viewer import viewer

bp = Blueprint("activations", __name__, url_prefix="/settings/services")


@bp.post("/<id:id>/activation")
@login_required
def create(id):
    """Others see it."""
    return _change(services.activate, id)


@bp.post("/<id:id>/deactivation")
@login_required
def destroy(id):
    """Others see it no more."""
    return _change(services.deactivate, id)


def _change(verb, id: int):
    db.session.scalar(Service.of(viewer()).where(Service.id == id)) or abort(404)
    verb(viewer(), id)
    return leave_for(url_for("services.index"))
