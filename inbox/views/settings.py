"""Settings: how pages look and what keys do."""

from zoneinfo import available_timezones

from flask import Blueprint, request
from flask_login import login_required

from inbox.errors import Invalid
from inbox.services import people
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("settings", __name__, url_prefix="/settings")
ZONES = ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))]


@bp.get("/")
@login_required
def show():
    """The settings."""
    saved = "saved" in request.args
    return page("settings/show.html", zones=_zones(), form=_form(), errors={}, saved=saved)


@bp.post("/")
@login_required
def update():
    """Saves them."""
    form = {name: request.form.get(name, value) for name, value in _form().items()}
    try:
        chosen = (form[name] for name in ("language", "time_zone", "enter_key", "shortcuts", "hold"))
        people.change_settings(viewer(), *chosen)
    except Invalid as refusal:
        return page("settings/show.html", 422, zones=_zones(), form=form, errors=refusal.errors, saved=False)
    return leave_for("/settings/?saved=1")


def _form() -> dict:
    person = viewer()
    return {
        "language": person.locale, "time_zone": person.time_zone, "enter_key": person.enter_key,
        "shortcuts": "on" if person.shortcuts else "off", "hold": str(person.hold_seconds),
    }  # fmt: skip


def _zones() -> list[str]:
    own = viewer().time_zone
    return ZONES if own in ZONES else [own, *ZONES]
