"""Notifications: what the viewer wants to be told of outside the pages."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.services import notifications
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("notifications", __name__, url_prefix="/settings/notifications")


@bp.get("")
@login_required
def show():
    """What is chosen; the page's script adds what this browser allows."""
    person = viewer()
    return _page(person.notify, person.notify_text, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves it. A box that is not ticked is not in the form."""
    notifications.choose(viewer(), *_typed(request.form))
    return leave_for(url_for("notifications.show", saved=1))


@keeping.comes_back("notifications.update")
def _again(form: MultiDict, status: int, notice):
    return _page(*_typed(form), status, notice=notice or keeping.unsaved())


def _typed(form: MultiDict) -> tuple[bool, bool]:
    return "notify" in form, "notify_text" in form


def _page(notify: bool, notify_text: bool, status: int = 200, saved: bool = False, notice=None):
    shown = {"notify": notify, "notify_text": notify_text, "saved": saved, "notice": notice}
    return page("settings/notifications.html", status, **shown)
