"""The page that says how the viewer stands, for the view that shows it and the one that takes an appeal."""

from inbox.clock import now
from inbox.extensions import db
from inbox.models.appeal import Appeal
from inbox.models.sanction import Sanction
from inbox.services import standings
from inbox.views.html import whole
from inbox.views.viewer import viewer


def drawn(form: dict, status: int = 200, errors: dict | None = None, error=None):
    """The page, with what was typed into the appeal and what is wrong with it."""
    person = viewer()
    sanction = db.session.scalar(Sanction.in_force(person))
    appeal = db.session.scalar(Appeal.against(sanction)) if sanction else None
    warnings = db.session.scalars(Sanction.unseen(person)).all()
    offences = db.session.scalar(standings.recent_offences(person.id, now()))
    shown = {"sanction": sanction, "appeal": appeal, "warnings": warnings, "offences": offences}
    return whole("standings/show.html", status, form=form, errors=errors or {}, error=error, **shown)
