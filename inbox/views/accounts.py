"""The viewer's account: its password, and where it is logged in."""

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.datastructures import MultiDict

from inbox.config import settings
from inbox.errors import Invalid, TooMany
from inbox.extensions import db
from inbox.models.login import Login
from inbox.services import accounts
from inbox.views import keeping
from inbox.views.html import leave_for, page
from inbox.views.viewer import viewer

bp = Blueprint("accounts", __name__, url_prefix="/settings/account")
DONE = ("password", "logins", "confirmation")


@bp.get("")
@login_required
def show():
    """The form for another password, and the open logins."""
    done = request.args.get("saved")
    return _page({}, done=done if done in DONE else "")


@bp.post("")
@login_required
def update():
    """Changes the password. Passwords are never drawn, so a refused form comes back without them."""
    current, new = request.form.get("current_password", ""), request.form.get("new_password", "")
    try:
        accounts.change_password(current_user.login, viewer(), current, new, request.remote_addr or "")
    except (Invalid, TooMany) as refusal:
        return _page(refusal.errors or {"current_password": refusal.sentence}, refusal.status)
    return leave_for(url_for("accounts.show", saved="password"))


@keeping.comes_back("accounts.update")
def _again(_form: MultiDict, status: int, notice):
    out = _("You had been logged out, so your password was not changed. Enter both passwords again.")
    return _page({}, status, notice=notice or out)


def _page(errors: dict, status: int = 200, done: str = "", notice=None):
    size, here = settings().page_logins, current_user.login_id
    found = Login.of(current_user.person_id, settings().login_days, first=here)
    logins = db.session.scalars(found.limit(size + 1)).all()
    shown = {"logins": logins[:size], "more": len(logins) > size, "here": here, "notice": notice}
    return page("settings/account.html", status, errors=errors, done=done, **shown)
