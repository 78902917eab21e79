"""Resets: another password by a link in a mail."""

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid, TooMany
from inbox.services import logins, resets
from inbox.services.resets import Gone
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.session import remember

bp = Blueprint("resets", __name__, url_prefix="/password/reset")


@bp.get("")
def new():
    """The form that asks for a link."""
    return _form({}, sent="sent" in request.args)


@bp.post("")
def create():
    """Asks for one. The answer is the same whether anybody has that name."""
    form = {"username": request.form.get("username", "")}
    try:
        resets.ask(form["username"], request.remote_addr or "")
    except (Invalid, TooMany) as refusal:
        errors = refusal.errors or {"username": refusal.sentence}
        return _form(form, refusal.status, errors=errors)
    return leave_for(url_for("resets.new", sent=1))


@bp.get("/<token>")
def edit(token):
    """The form for the new password. Looking at it uses nothing up: some mail programs open every link."""
    try:
        resets.find(token)
    except Gone as refusal:
        return _form({}, refusal.status, gone=refusal.sentence)
    return page("resets/edit.html", token=token, errors={})


@bp.post("/<token>")
def update(token):
    """Saves it, ends all logins, and logs in here."""
    try:
        person_id = resets.use(token, request.form.get("new_password", ""))
    except Gone as refusal:
        return _form({}, refusal.status, gone=refusal.sentence)
    except Invalid as refusal:
        return page("resets/edit.html", refusal.status, token=token, errors=refusal.errors)
    remember(logins.open_for(person_id, request.user_agent.string))
    return leave_for(url_for("accounts.show", saved="password"))


@keeping.comes_back("resets.create")
def _again(form: MultiDict, status: int, notice):
    return _form({"username": form.get("username", "")}, status, errors={"username": notice})


@keeping.comes_back("resets.update")
def _new_password_again(_fields: MultiDict, token: str, status: int, notice):
    return page("resets/edit.html", status, token=token, errors={"new_password": notice})


def _form(form: dict, status: int = 200, errors=None, sent: bool = False, gone=None):
    return page("resets/new.html", status, form=form, errors=errors or {}, sent=sent, gone=gone)
