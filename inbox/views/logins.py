"""Logging in and out."""

from flask import Blueprint, request, session, url_for
from flask_login import current_user, login_required, logout_user
from werkzeug.datastructures import MultiDict

from inbox.errors import Invalid, TooMany
from inbox.extensions import login as login_manager
from inbox.services import logins
from inbox.views import keeping
from inbox.views.addresses import safe_next
from inbox.views.html import asked_by_htmx, leave_for, page, whole
from inbox.views.session import remember
from inbox.views.viewer import viewer

bp = Blueprint("logins", __name__)


@bp.get("/login")
def new():
    """The log-in form."""
    if viewer():
        return leave_for(url_for("conversations.index"))
    return page("logins/new.html", form={}, errors={}, next=safe_next(request.args.get("next")), kept=[])


@bp.post("/login")
def create():
    """Logs in; whatever the person was sending when the old login ended comes back."""
    form, kept = request.form, keeping.carried(request.form)
    try:
        typed, address = (form.get("username", ""), form.get("password", "")), request.remote_addr or ""
        token = logins.log_in(*typed, address, request.user_agent.string)
    except (Invalid, TooMany) as refusal:
        return _form(form, refusal.status, refusal.errors or {"password": refusal.sentence}, kept)
    remember(token)
    if kept:
        return keeping.resume(kept)
    first = "standings.show" if viewer().is_suspended else "conversations.index"
    return leave_for(safe_next(form.get("next")) or url_for(first))


@bp.get("/logout")
@login_required
def leave():
    """A page with the button: a link never logs anybody out."""
    return page("logins/leave.html")


@bp.post("/logout")
def destroy():
    """Logs out: this cookie, its copies and its open sockets end."""
    if viewer():
        logins.log_out(current_user.login)
    logout_user()
    session.clear()
    return leave_for(url_for("logins.new"))


@keeping.comes_back("logins.create")
def _again(form: MultiDict, status: int, notice):
    return _form(form, status, {"password": notice}, keeping.carried(form))


def _form(form: MultiDict, status: int, errors: dict, kept: list):
    typed, onward = {"username": form.get("username", "")}, safe_next(form.get("next"))
    return whole("logins/new.html", status, form=typed, errors=errors, next=onward, kept=kept)


@login_manager.unauthorized_handler
def unauthorized():
    """Who is not logged in may do so here, and then goes on; what was typed comes along."""
    if request.endpoint in _UNSEEN and asked_by_htmx():
        return "", 401
    if request.method == "POST":
        return whole("logins/new.html", 401, form={}, errors={}, next="", kept=keeping.of_this_request())
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers and request.endpoint not in _NOT_PAGES:
        onward = safe_next(request.full_path if request.query_string else request.path)
        return leave_for(url_for("logins.new", next=onward))
    return whole("logins/new.html", 401, form={}, errors={}, next="", kept=[])


_NOT_PAGES = {"live.changes", "live.refresh", "uploads.show"}
"""Asked for by scripts, which would take the form to log in, where a browser leads them to, for an answer."""
_UNSEEN = {"drafts.update"}
"""Asked for by a script that keeps the text itself and shows nobody a form to log in. The session that a form brings
would take the place of that of the form to log in which Send, pressed at the same moment, has brought."""
