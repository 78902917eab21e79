"""The viewer's assistant: whether it answers, what it may tell, what it asks, and when it hands over."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox import endpoint
from inbox.config import settings
from inbox.errors import Invalid
from inbox.models.assistant import TOPICS
from inbox.money import CURRENCIES
from inbox.services import assistants, faqs, knowledge
from inbox.services.assistants import Chosen
from inbox.services.availability import absence_of
from inbox.views import keeping
from inbox.views.format import typed_amount
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("assistant", __name__, url_prefix="/settings/assistant")


@bp.get("")
@login_required
def show():
    """What is stored, to be changed."""
    stored = assistants.of(viewer())
    budget = typed_amount(stored.budget_over) if stored.budget_over else ""
    lines = ["\n".join(each) for each in (stored.intake, stored.triggers)]
    chosen = (*lines, budget, stored.wish, stored.budget_currency)
    form = Chosen(stored.enabled, viewer().assistant_name, stored.tells, *chosen)
    return _page(form, {}, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves it. A box that is not ticked is not in the form."""
    form = _typed(request.form)
    try:
        assistants.change(viewer(), form)
    except Invalid as refusal:
        return _page(form, refusal.errors, 422)
    return leave_for(url_for("assistant.show", saved=1))


@keeping.comes_back("assistant.update")
def _again(form: MultiDict, status: int, notice):
    assistants.refuse_all_but_freelancers(viewer())
    return _page(_typed(form), {}, status, notice=notice or keeping.unsaved())


def _typed(form: MultiDict) -> Chosen:
    texts = (form.get(name, "") for name in ("intake", "triggers", "budget"))
    currency = form.get("currency") or CURRENCIES[0]
    return Chosen("enabled" in form, form.get("name", ""), form.getlist("tells"), *texts, "wish" in form, currency)


def _page(form: Chosen, errors: dict, status: int = 200, saved: bool = False, notice=None):
    found = faqs.all_of(viewer())
    knows = bool(knowledge.of(viewer(), assistants.of(viewer())))
    shown = {"form": form, "topics": TOPICS, "faqs": found, "most": settings().faq_max, "knows": knows, "saved": saved}
    shown |= {"notice": notice, "absence": absence_of(viewer()), "question": "", "trial": None}
    shown |= {"host": endpoint.host(), "currencies": CURRENCIES}
    return page("settings/assistant.html", status, errors=errors, **shown)
