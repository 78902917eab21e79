"""The viewer's availability: working hours, absence, new clients, minimum budget."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid
from inbox.money import CURRENCIES
from inbox.services import availability
from inbox.services.availability import DAYS, Availability
from inbox.views import keeping
from inbox.views.format import typed_amount
from inbox.views.hours import is_over, weekdays
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("availability", __name__, url_prefix="/settings/availability")


@bp.get("")
@login_required
def show():
    """What is stored, to be changed. An absence that is over is none."""
    availability.refuse_all_but_freelancers(viewer())
    return _page(_stored(), {}, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves it."""
    typed = _typed(request.form)
    try:
        availability.change(viewer(), typed)
    except Invalid as refusal:
        return _page(typed, refusal.errors, 422)
    return leave_for(url_for("availability.show", saved=1))


@keeping.comes_back("availability.update")
def _again(form: MultiDict, status: int, notice):
    availability.refuse_all_but_freelancers(viewer())
    return _page(_typed(form), {}, status, notice=notice or keeping.unsaved())


def _stored() -> Availability:
    person = viewer()
    hours = [tuple(hours or ("", "")) for hours in person.working_hours] or [("", "")] * DAYS
    absent = person.away_until is not None and not is_over(person)
    away_from, away_until = (f"{person.away_from}", f"{person.away_until}") if absent else ("", "")
    budget = typed_amount(person.budget_min) if person.budget_min else ""
    return Availability(
        hours, away_from, away_until, person.away_message, person.takes_new_clients, budget, person.budget_currency
    )


def _typed(form: MultiDict) -> Availability:
    hours = [(form.get(f"from_{day}", ""), form.get(f"until_{day}", "")) for day in range(1, DAYS + 1)]
    return Availability(
        hours, form.get("away_from", ""), form.get("away_until", ""), form.get("away_message", ""),
        "takes_new_clients" in form, form.get("budget", ""), form.get("currency", "EUR"),
    )  # fmt: skip


def _page(form: Availability, errors: dict, status: int = 200, saved: bool = False, notice=None):
    days = list(zip(weekdays(), form.hours, strict=True))
    shown = {"form": form, "days": days, "currencies": CURRENCIES, "saved": saved, "notice": notice}
    return page("settings/availability.html", status, errors=errors, **shown)
