"""Reports: telling the moderators of a message, what one told them, and what became of it."""

from flask import Blueprint, abort, request, url_for
from flask_login import login_required
from werkzeug.datastructures import MultiDict

from inbox.config import settings
from inbox.errors import Conflict, NotAllowed, Refused
from inbox.extensions import db
from inbox.models.case import Case
from inbox.models.person import Person
from inbox.models.report import Report
from inbox.models.sanction import REASONS
from inbox.services import reports
from inbox.services.reports import Thing
from inbox.text import excerpt
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.screens import blocks_of, number
from inbox.views.viewer import looks_in_person, viewer

bp = Blueprint("reports", __name__)


@bp.get("/reports")
@login_required
def index():
    """What the viewer reported, the newest first. Looking at it ends the notice that there is news."""
    if looks_in_person() and viewer().answered:
        reports.hear(viewer())
    size, before = settings().page_reports, number(request.args.get("before"))
    found = db.session.execute(Case.of_reporter(viewer(), before).limit(size + 1)).all()
    more = found[size - 1][0].id if len(found) > size else None
    return page("reports/index.html", sent=found[:size], reasons=REASONS, more_before=more)


@bp.get("/reports/<kind>/<id:id>")
@login_required
def new(kind, id):
    """The form; or what the viewer reported already."""
    thing, other = _thing(kind, id)
    return _form(thing, other, MultiDict())


@bp.post("/reports/<kind>/<id:id>")
@login_required
def create(kind, id):
    """Sends it, and blocks the person where that is ticked."""
    thing, other = _thing(kind, id)
    form = request.form
    send = reports.report_and_block if "block" in form else reports.report
    try:
        send(viewer(), kind, id, form.get("reason", ""), form.get("body", ""))
    except Refused as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        return _form(thing, other, form, refusal)
    return leave_for(url_for("reports.new", kind=kind, id=id))


@keeping.comes_back("reports.create")
def _again(form: MultiDict, status: int, notice, kind, id):
    return _form(*_thing(kind, id), form, status=status, notice=notice or keeping.unsaved())


def _thing(kind: str, id: int) -> tuple[Thing, Person]:
    thing = reports.find(viewer(), kind, id) or abort(404)
    if sentence := reports.refusal(viewer(), thing):
        raise NotAllowed(sentence)
    return thing, db.session.get(Person, thing.author_id)


def _form(
    thing: Thing, other: Person, typed: MultiDict, refusal: Refused | None = None, status: int = 200, notice=None
):
    its = Report.kind == thing.kind, Report.thing_id == thing.id
    sent = db.session.execute(Case.of_reporter(viewer()).where(*its)).one_or_none()
    blocked = blocks_of(viewer(), other, None)
    errors = refusal.errors if refusal else {}
    shown = {"thing": thing, "quote": excerpt(thing.body, 280), "sent": sent, "blocked": blocked, "reasons": REASONS}
    said = refusal and not errors and not (isinstance(refusal, Conflict) and sent)  # the page says that itself
    shown |= {"typed": typed, "errors": errors, "notice": notice or (refusal.sentence if said else None)}
    return page("reports/new.html", refusal.status if refusal else status, other=other, others=(), **shown)
