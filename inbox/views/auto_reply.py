"""The viewer's automatic reply to clients who write for the first time."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid
from inbox.services import auto_replies
from inbox.services.availability import absence_of
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("auto_reply", __name__, url_prefix="/settings/auto-reply")


@bp.get("")
@login_required
def show():
    """What is stored, to be changed."""
    stored = auto_replies.of(viewer())
    return _page(stored.enabled, stored.body, {}, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves it. A box that is not ticked is not in the form."""
    enabled, body = "enabled" in request.form, request.form.get("body", "")
    try:
        auto_replies.change(viewer(), enabled, body)
    except Invalid as refusal:
        return _page(enabled, body, refusal.errors, 422)
    return leave_for(url_for("auto_reply.show", saved=1))


@keeping.comes_back("auto_reply.update")
def _again(form: MultiDict, status: int, notice):
    auto_replies.refuse_all_but_freelancers(viewer())
    return _page("enabled" in form, form.get("body", ""), {}, status, notice=notice or keeping.unsaved())


def _page(enabled: bool, body: str, errors: dict, status: int = 200, saved: bool = False, notice=None):
    shown = {"enabled": enabled, "body": body, "saved": saved, "notice": notice, "absence": absence_of(viewer())}
    return page("settings/auto_reply.html", status, errors=errors, **shown)
