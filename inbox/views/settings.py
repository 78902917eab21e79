"""Settings: how pages look and what keys do."""

from zoneinfo import available_timezones

from flask import Blueprint, request
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid
from inbox.services import people
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("settings", __name__, url_prefix="/settings")
ZONES = ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))]


@bp.get("/")
@login_required
def show():
    """The settings."""
    return _page(_stored(), {}, saved="saved" in request.args)


@bp.post("/")
@login_required
def update():
    """Saves them."""
    form = _typed(request.form)
    try:
        chosen = (form[name] for name in ("language", "time_zone", "enter_key", "shortcuts", "hold"))
        people.change_settings(viewer(), *chosen)
    except Invalid as refusal:
        return _page(form, refusal.errors, 422)
    return leave_for("/settings/?saved=1")


@keeping.comes_back("settings.update")
def _again(form: MultiDict, status: int, notice):
    return _page(_typed(form), {}, status, notice=notice or keeping.unsaved())


def _stored() -> dict:
    person = viewer()
    return {
        "language": person.locale, "time_zone": person.time_zone, "enter_key": person.enter_key,
        "shortcuts": "on" if person.shortcuts else "off", "hold": str(person.hold_seconds),
    }  # fmt: skip


def _typed(form: MultiDict) -> dict:
    return {name: form.get(name, value) for name, value in _stored().items()}


def _page(form: dict, errors: dict, status: int = 200, saved: bool = False, notice=None):
    shown = {"zones": _zones(), "form": form, "saved": saved, "notice": notice}
    return page("settings/show.html", status, errors=errors, **shown)


def _zones() -> list[str]:
    own = viewer().time_zone
    return ZONES if own in ZONES else [own, *ZONES]
