"""The viewer's logins but the one of this request."""

from flask import Blueprint, url_for
from flask_login import current_user, login_required

from inbox.services import logins
from inbox.views.html import leave_for

bp = Blueprint("other_logins", __name__, url_prefix="/settings/account/logins")


@bp.post("")
@login_required
def destroy():
    """Ends all of them: their cookies, copies of those, and their open sockets."""
    logins.log_out_others(current_user.login)
    return leave_for(url_for("accounts.show", saved="logins"))
