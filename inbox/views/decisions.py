"""A decision: what a moderator makes of a case."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Refused
from inbox.extensions import db
from inbox.models.case import Case
from inbox.services import cases
from inbox.views import keeping
from inbox.views.html import leave_for
from inbox.views.moderating import drawn, moderator_of

bp = Blueprint("decisions", __name__)


@bp.post("/moderation/<id:id>/decision")
@login_required
def create(id):
    """Applies it, and goes on to the next open case."""
    actor = moderator_of(id)
    outcome, note = request.form.get("outcome", ""), request.form.get("body", "")
    try:
        cases.decide(actor, id, outcome, note)
    except Refused as refusal:
        return _again(request.form, refusal.status, refusal.sentence, id, _errors(refusal))
    following = db.session.scalar(Case.next_after(actor, id))
    return leave_for(url_for("cases.show", id=following) if following else url_for("cases.index"))


def _errors(refusal: Refused) -> dict:
    """By the names of the fields here: what is said to the person is a note, or the answer to an appeal."""
    return {"body" if name in ("note", "answer") else name: sentence for name, sentence in refusal.errors.items()}


@keeping.comes_back("decisions.create")
def _after_log_in(form: MultiDict, status: int, notice, id):
    return _again(form, status, notice or keeping.unsaved(), id, {})


def _again(form: MultiDict, status: int, notice, id: int, errors: dict):
    """The case with what was typed. It was looked at before; what it has become since is a look of its own."""
    actor = moderator_of(id)
    cases.look(actor, id)
    typed = {"outcome": form.get("outcome", ""), "note": form.get("body", "")}
    return drawn(actor, id, status, **typed, errors=errors, notice=None if errors else notice)
