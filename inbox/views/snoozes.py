"""A snooze: putting a conversation to sleep until a time."""

from flask import Blueprint, abort, request
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.config import settings
from inbox.errors import Invalid
from inbox.moments import Typed
from inbox.services import participations
from inbox.views import filters, keeping, waits
from inbox.views.html import page
from inbox.views.organising import conversation_with, done, seen
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("snoozes", __name__, url_prefix="/inbox/<username>/snooze")


@bp.get("")
@login_required
def new(username):
    """The form that chooses until when."""
    return _form(username, request.args.get("filter"), Typed())


@bp.post("")
@login_required
def create(username):
    """Puts it to sleep; chosen again, until another time."""
    other, typed = person_named(username), waits.typed(request.form)
    conversation_id = conversation_with(other) or abort(404)
    try:
        participations.snooze(viewer(), {conversation_id: seen()}, typed.moment())
    except Invalid as wrong:
        return _form(username, request.form.get("filter"), typed, 422, wrong.errors)
    return done(other, conversation_id, "")


@keeping.comes_back("snoozes.create")
def _again(form: MultiDict, status: int, notice, username: str):
    return _form(username, form.get("filter"), waits.typed(form), status, notice=notice or keeping.unsaved())


def _form(username: str, filter: str | None, typed: Typed, status: int = 200, errors=None, notice=None):
    other = person_named(username)
    conversation_with(other) or abort(404)
    shown = waits.choosing({"typed": typed}, waits.wakings(), settings().snooze_days, errors)
    shown |= {"other": other, "filter": filters.given(filter), "notice": notice}
    return page("snoozes/new.html", status, **shown)
