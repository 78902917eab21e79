"""The front page of administrators: whether all is well."""

from flask import Blueprint

from inbox import doctor
from inbox.doctor.finding import NOTE, OK, WRONG
from inbox.views.administering import administrators_only
from inbox.views.html import page

bp = Blueprint("administration", __name__)


@bp.get("/admin")
@administrators_only
def show():
    """What the doctor finds at once, the worst on top."""
    found = doctor.examine()
    ordered = [finding for level in (WRONG, NOTE, OK) for finding in found if finding.level == level]
    return page("administration/show.html", findings=ordered, wrong=sum(each.level == WRONG for each in found))
