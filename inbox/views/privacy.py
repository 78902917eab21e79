"""The viewer's privacy: whether others see them online, and what they have read."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.services import privacy
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("privacy", __name__, url_prefix="/settings/privacy")


@bp.get("")
@login_required
def show():
    """Both switches."""
    person = viewer()
    return _page(person.presence_hidden, person.shows_reading, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves them. A switch that is off is no field of the form."""
    privacy.change(viewer(), *_typed(request.form))
    return leave_for(url_for("privacy.show", saved=1))


@keeping.comes_back("privacy.update")
def _again(form: MultiDict, status: int, notice):
    return _page(*_typed(form), status, notice=notice or keeping.unsaved())


def _typed(form: MultiDict) -> tuple[bool, bool]:
    return "presence_hidden" in form, "shows_reading" in form


def _page(presence_hidden: bool, shows_reading: bool, status: int = 200, saved: bool = False, notice=None):
    shown = {"presence_hidden": presence_hidden, "shows_reading": shows_reading, "saved": saved, "notice": notice}
    return page("settings/privacy.html", status, **shown)
