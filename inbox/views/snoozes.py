"""A snooze: putting a conversation to sleep until a time."""

from flask import Blueprint, abort, request
from flask_login import login_required

from inbox.config import settings
from inbox.errors import Invalid
from inbox.services import participations
from inbox.views import filters, waits
from inbox.views.html import page
from inbox.views.organising import conversation_with, done, seen
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("snoozes", __name__, url_prefix="/inbox/<username>/snooze")


@bp.get("")
@login_required
def new(username):
    """The form that chooses until when."""
    other = person_named(username)
    conversation_with(other) or abort(404)
    return _form(other, filters.given(request.args.get("filter")))


@bp.post("")
@login_required
def create(username):
    """Puts it to sleep; chosen again, until another time."""
    other, typed = person_named(username), waits.typed()
    conversation_id = conversation_with(other) or abort(404)
    try:
        participations.snooze(viewer(), {conversation_id: seen()}, typed.moment())
    except Invalid as wrong:
        return _form(other, filters.given(request.form.get("filter")), 422, wrong.errors)
    return done(other, conversation_id, "")


def _form(other, filter: str, status: int = 200, errors: dict | None = None):
    form = {"typed": waits.typed()}
    shown = waits.choosing(form, waits.wakings(), settings().snooze_days, errors)
    return page("snoozes/new.html", status, other=other, filter=filter, **shown)
