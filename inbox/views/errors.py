"""What goes wrong is said in a sentence, in the viewer's language."""

import structlog
from flask import Flask, Response, g, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from inbox.errors import Refused, TooMany
from inbox.extensions import db
from inbox.extensions import login as login_manager
from inbox.views import keeping
from inbox.views.addresses import COMPOSERS, this_page
from inbox.views.html import asked_by_htmx, beside, page_stays, whole
from inbox.views.viewer import viewer

log = structlog.get_logger()
READ_ONLY = "25006"
"""What PostgreSQL says where it takes no writes, as on a standby."""
SENTENCES = {
    400: (
        _l("This cannot be understood"),
        _l("The address or the form holds something that Halle does not know."),
    ),
    401: (_l("Log in"), _l("Log in to go on.")),
    403: (_l("This is not allowed"), _l("It belongs to somebody else.")),
    404: (_l("This is not here"), _l("It was deleted, or it belongs to another account.")),
    405: (_l("This cannot be done here"), _l("The page does not know this way of asking.")),
    413: (_l("This is too large"), _l("Send less at once.")),
    422: (
        _l("This cannot be understood"),
        _l("The address or the form holds something that Halle does not know."),
    ),
    429: (_l("Too many tries"), _l("Wait a moment and try again.")),
    503: (_l("Halle is busy"), _l("Nothing was lost: try again in a moment.")),
}
"""A title and a sentence for each status; one that is not here has those of 400, or of 503 from 500 on."""
UNREADABLE = _l("Something in this form could not be read. Your text is kept: look at it and send it again.")
FOR_SCRIPTS = ("health.live", "health.ready", "live.socket", "metrics.show")
"""Nobody looks at what these answer."""


def register(app: Flask) -> None:
    """Answers every kind of failure."""
    app.register_error_handler(CSRFError, expired_form)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DBAPIError, database_failed)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(InterfaceError, database_away)
    app.register_error_handler(TimeoutError, database_away)
    app.register_error_handler(Exception, broken)


def expired_form(_error: CSRFError):
    """A form from before the last log-in, or from another site: nothing is done. What was typed comes back."""
    kept = keeping.of_this_request()
    if kept and request.endpoint not in keeping.FOR_ALL and not current_user.is_authenticated:
        return login_manager.unauthorized()
    if back := _back(kept, 400, _late()):
        return back
    return _page(400, _("This page was open for too long"), _("Load it again and repeat what you did."))


def _back(kept: list[tuple[str, str]], status: int, sentence: str) -> Response | None:
    """The page with what was typed; None where there is nothing, or this person may not save it anyway."""
    try:
        return keeping.resume(kept, status, sentence) if kept else None
    except (Refused, HTTPException):
        return None


def _late() -> str:
    if request.endpoint == "logins.create":
        return _("This page was open for too long. Log in again.")
    if request.endpoint in keeping.FORMS:
        return _("This page was open for too long. What you typed is kept: send the form again.")
    return _("This page was open for too long. Your text is kept: send it again.")


def refused(refusal: Refused):
    """A verb said no, and its view let it; what was typed comes back."""
    kept = [] if asked_by_htmx() else keeping.of_this_request()
    if kept and (back := _back(kept, refusal.status, refusal.sentence)):
        return back
    response = _page(refusal.status, _("This is not possible"), refusal.sentence)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def http_error(error: HTTPException):
    """The pages for what is not there, not allowed, too large …"""
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    if error.code == 400 and (back := _not_understood()):
        return back
    title, sentence = map(str, SENTENCES.get(error.code, SENTENCES[400 if error.code < 500 else 503]))
    if error.code == 400 and page_stays() and request.endpoint in COMPOSERS:
        sentence = str(UNREADABLE)
    response = _page(error.code, title, sentence)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _not_understood() -> Response | None:
    """The text of a form that was no form of ours, alone: what was beside it would not be understood again."""
    if asked_by_htmx() or not current_user.is_authenticated:
        return None
    kept = keeping.of_this_request()
    if request.endpoint not in keeping.FORMS:
        kept = [(name, value) for name, value in kept if name in keeping.TEXT_ALONE]
    return _back(kept, 400, str(UNREADABLE))


def database_failed(error: DBAPIError):
    """The database refuses to write, or it is our mistake."""
    return database_away(error) if getattr(error.orig, "sqlstate", "") == READ_ONLY else broken(error)


def database_away(error: DBAPIError):
    """The database is locked, full, read-only or away: nothing happened, and trying again helps. What was typed comes
    back."""
    log.exception("database is away", error=type(error).__name__)
    _be_nobody()
    response = _kept_text(503, _("Halle is busy. Nothing was lost: try again in a moment."))
    response.headers["Retry-After"] = "2"
    return response


def _be_nobody() -> None:
    """Where not even the login can be looked up, the answer is that for a guest, who needs no database."""
    try:
        db.session.rollback()
        if person := viewer():
            db.session.refresh(person)  # the rollback has put it out of date
    except (DBAPIError, TimeoutError):
        g.viewer, g._login_user = None, login_manager.anonymous_user()  # where Flask-Login looks before it asks again


def _kept_text(status: int, sentence: str) -> Response:
    """The sentence, with the text that was being sent, or on a page, as long as one can be drawn."""
    try:
        db.session.rollback()
        kept = [] if asked_by_htmx() else keeping.of_this_request()
        if back := _back(kept, status, sentence):
            return back
        return _page(status, *map(str, SENTENCES[503]))
    except (DBAPIError, TimeoutError):
        log.warning("nor can it be read")
    return _plain(status, sentence)


def broken(_error: Exception):
    """A mistake of ours. The stack is in the log, not on the page."""
    route = request.url_rule.rule if request.url_rule else None  # not the path: it may hold the token of a link
    log.exception("broken", route=route, method=request.method)
    try:
        db.session.rollback()
        return _page(500, _("Something broke on our side"), _("Nothing was half-done. Try again in a moment."))
    except Exception:  # what broke may be what this page needs too, its viewer or a template: a sentence always works
        log.exception("the error page broke too")
        return _plain(500, "Something broke on our side.")


def _page(status: int, title: str, sentence) -> Response:
    """A page, or a sentence where one is asked for by what is no page, or stays on one."""
    if request.endpoint in FOR_SCRIPTS:
        return _plain(status, str(sentence))
    if request.blueprint == "uploads":
        return _plain(status, f"{title}. {sentence}")
    viewer()
    if page_stays():
        return beside(title, sentence, status)
    again = (this_page(), _("Try again")) if status >= 500 and request.method == "GET" else None
    return whole("errors/show.html", status, code=status, title=title, sentence=sentence, action=again)


def _plain(status: int, sentence: str) -> Response:
    if request.endpoint == "health.ready":
        response = jsonify(status="away")
        response.status_code = status
        return response
    return Response(sentence + "\n", status, mimetype="text/plain")
