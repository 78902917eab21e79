"""Appeals: what a suspended person says against it."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid, Refused
from inbox.services import standings
from inbox.views import keeping
from inbox.views.contesting import drawn
from inbox.views.html import leave_for
from inbox.views.viewer import viewer

bp = Blueprint("appeals", __name__)


@bp.post("/standing/appeal")
@login_required
def create():
    """Hands it in, once."""
    body = request.form.get("body", "")
    try:
        standings.appeal(viewer(), body)
    except Invalid as refusal:
        return drawn({"body": body}, refusal.status, refusal.errors)
    except Refused as refusal:
        return drawn({"body": body}, refusal.status, error=refusal.sentence)
    return leave_for(url_for("standings.show"))


@keeping.comes_back("appeals.create")
def _again(form: MultiDict, status: int, notice):
    return drawn({"body": form.get("body", "")}, status, error=notice or keeping.unsaved())
