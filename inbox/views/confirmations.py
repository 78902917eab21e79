"""Confirmations: that an e-mail address is read by who gave it, by a link in a mail."""

from flask import Blueprint, url_for
from flask_login import login_required

from inbox.errors import Conflict, TooMany
from inbox.services import confirmations
from inbox.services.confirmations import Gone
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("confirmations", __name__)


@bp.post("/settings/account/confirmation")
@login_required
def create():
    """Sends the link once more."""
    try:
        confirmations.ask(viewer())
    except TooMany as refusal:
        return _page(refusal.sentence, refusal.status)
    return leave_for(url_for("accounts.show", saved="confirmation"))


@bp.get("/email/<token>")
def edit(token):
    """The button that confirms. Looking at it does nothing: some mail programs open every link."""
    try:
        person = confirmations.find(token)
    except Gone as refusal:
        return _page(refusal.sentence, refusal.status)
    return page("confirmations/edit.html", token=token, email=person.email, username=person.username)


@bp.post("/email/<token>")
def update(token):
    """Confirms the address."""
    try:
        confirmations.confirm(token)
    except (Gone, Conflict) as refusal:
        return _page(refusal.sentence, refusal.status)
    return _page(None)


def _page(refusal, status: int = 200):
    return page("confirmations/show.html", status, refusal=refusal)
