"""Trying the viewer's assistant as a client."""

from flask import Blueprint, request
from flask_login import login_required

from inbox.models.assistant import REASONS
from inbox.query import TYPED_MAX
from inbox.services import assistants, trials
from inbox.views.html import page
from inbox.views.viewer import viewer

bp = Blueprint("assistant_trials", __name__, url_prefix="/settings/assistant/trial")


@bp.get("")
@login_required
def show():
    """What it would answer to the question in the address. Nobody is written to."""
    assistants.refuse_all_but_freelancers(viewer())
    question = request.args.get("question", "")[:TYPED_MAX]
    trial = trials.ask(viewer(), question) if question.strip() else None
    why = REASONS.get(trial.reason) if trial else None
    return page("assistant_trials/show.html", question=question, trial=trial, why=why)
