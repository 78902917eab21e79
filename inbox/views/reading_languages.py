"""The language that the viewer reads, and whether new messages are translated into it by themselves."""

from flask import Blueprint, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox import translator
from inbox.errors import Invalid
from inbox.services import translations
from inbox.views import keeping
from inbox.views.format import sorted_languages
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("reading_languages", __name__, url_prefix="/settings/translation")


@bp.get("")
@login_required
def show():
    """Both, and who translates."""
    person = viewer()
    return _page(person.translate_to, person.translates, {}, saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves them. A switch that is off is no field of the form."""
    target, automatic = _typed(request.form)
    try:
        translations.choose(viewer(), target, automatic)
    except Invalid as refusal:
        return _page(target, automatic, refusal.errors, refusal.status)
    return leave_for(url_for("reading_languages.show", saved=1))


@keeping.comes_back("reading_languages.update")
def _again(form: MultiDict, status: int, notice):
    return _page(*_typed(form), {}, status, notice=notice or keeping.unsaved())


def _typed(form: MultiDict) -> tuple[str, bool]:
    return form.get("target", ""), "automatic" in form


def _page(target: str, automatic: bool, errors: dict, status: int = 200, saved: bool = False, notice=None):
    offered = sorted_languages(translator.languages() | {viewer().translate_to})
    engines = [(engine.title, engine.leaves()) for engine in translator.engines()]
    shown = {"target": target, "automatic": automatic, "offered": offered, "engines": engines, "saved": saved}
    return page("settings/translation.html", status, errors=errors, notice=notice, **shown)
