"""The language that the viewer reads, and whether new messages are translated into it by themselves."""

from flask import Blueprint, request, url_for
from flask_login import login_required

from inbox import translator
from inbox.errors import Invalid
from inbox.services import translations
from inbox.views.format import sorted_languages
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("reading_languages", __name__, url_prefix="/settings/translation")


@bp.get("")
@login_required
def show():
    """Both, and who translates."""
    return _page(saved="saved" in request.args)


@bp.post("")
@login_required
def update():
    """Saves them. A switch that is off is no field of the form."""
    try:
        translations.choose(viewer(), request.form.get("target", ""), "automatic" in request.form)
    except Invalid as refusal:
        return _page(refusal.status, errors=refusal.errors)
    return leave_for(url_for("reading_languages.show", saved=1))


def _page(status: int = 200, saved: bool = False, errors=None):
    offered = sorted_languages(translator.languages() | {viewer().translate_to})
    engines = [(engine.title, engine.leaves()) for engine in translator.engines()]
    typed = {"target": request.form.get("target", viewer().translate_to), "automatic": viewer().translates}
    if request.method == "POST":
        typed["automatic"] = "automatic" in request.form
    shown = {"saved": saved, "errors": errors or {}, "offered": offered, "engines": engines}
    return page("settings/translation.html", status, **shown, **typed)
