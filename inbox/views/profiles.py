"""The viewer's profile: what others read about them."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.config import settings
from inbox.errors import Invalid
from inbox.services import profiles
from inbox.services.profiles import Profile
from inbox.views import keeping
from inbox.views.format import countries, languages
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("profiles", __name__, url_prefix="/settings/profile")
LEAST_ROWS, EMPTY_ROWS = 3, 2


@bp.get("")
@login_required
def show():
    """The profile, to be changed."""
    return _page(_stored(), {}, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves it."""
    profile = _typed(request.form)
    try:
        profiles.change(viewer(), profile)
    except Invalid as refusal:
        return _page(profile, refusal.errors, 422)
    return leave_for(url_for("profiles.show", saved=1))


@keeping.comes_back("profiles.update")
def _again(form: MultiDict, status: int, notice):
    return _page(_typed(form), {}, status, notice=notice or keeping.unsaved())


def _stored() -> Profile:
    person = viewer()
    roles = [role for role in profiles.ROLES if getattr(person, f"role_{role}")]
    spoken = [(code, level) for code, level in person.languages]
    return Profile(person.display_name, roles, person.country, spoken, person.bio)


def _typed(form: MultiDict) -> Profile:
    known = viewer()
    spoken = zip(form.getlist("spoken"), form.getlist("level"), strict=False)
    return Profile(
        form.get("display_name", known.display_name), form.getlist("roles"), form.get("country", known.country),
        list(spoken), form.get("bio", known.bio),
    )  # fmt: skip


def _page(profile: Profile, errors: dict, status: int = 200, saved: bool = False, notice=None):
    choices = {"countries": countries([profile.country]), "languages": languages(code for code, _ in profile.spoken)}
    shown = {"form": profile, "rows": _rows(profile.spoken), "name_max": profiles.NAME_MAX} | choices
    return page("settings/profile.html", status, errors=errors, saved=saved, notice=notice, **shown)


def _rows(spoken: list) -> list:
    """A row for each language, and empty ones to name more."""
    free = max(0, settings().languages_max - len(spoken))
    return spoken + [["", ""]] * min(free, max(EMPTY_ROWS, LEAST_ROWS - len(spoken)))
