"""What changed: asked for by a page that was away, and pushed to one that is here. Both draw the same."""

import json
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, abort, current_app, g, request
from flask_login import AnonymousUserMixin, current_user, login_required

from inbox.config import Settings, settings
from inbox.extensions import db, sock
from inbox.live import CLOSE_BROKEN, CLOSE_SLOW, Frame, Looker, hub
from inbox.models import filter as filters
from inbox.models.login import Login
from inbox.models.person import Person
from inbox.peer import Peer
from inbox.views import panel, queries, screens
from inbox.views.html import draw, pieces
from inbox.views.screens import number, person_named
from inbox.views.viewer import viewer

bp = Blueprint("live", __name__)
log = structlog.get_logger()
NOBODY = AnonymousUserMixin()
KEPT = (
    "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "HTTP_HOST", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "REQUEST_METHOD",
    "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme",
)  # fmt: skip
"""What drawing reads of the request that opened a socket: the language, the session, and the address of the pages."""
MESSAGES_AT_ONCE, MESSAGES_A_SECOND = 40, 4


@bp.get("/inbox/<username>/changes")
@login_required
def changes(username):
    """What changed in this conversation after number `since`, and the list as it is now."""
    other, since = person_named(username), number(request.args.get("since"))
    return pieces("live/changes.html", **_shown(other, since or 0))


@bp.get("/changes")
@login_required
def refresh():
    """The list as it is now."""
    return pieces("live/refresh.html", **_shown(None, 0))


def _shown(other: Person | None, since: int) -> dict:
    shown = screens.changes(viewer(), other, since, request.args.get("filter", "all"), {"all"})
    return shown | panel.changed(viewer(), other, request.args.get("stars", ""), {"all"})


@bp.before_request
def guard():
    """Before the upgrade: whose socket it is, from which page, and whether there is room."""
    if request.endpoint != "live.socket":
        return
    if not is_from_our_pages(request.headers.get("Origin"), request.host, settings()):
        abort(403)
    if not current_user.is_authenticated:
        abort(401)
    if hub.closing or hub.count() >= _cap() or hub.count(viewer().id) >= settings().live_per_person:
        abort(503)
    # Compression costs a quarter of a megabyte a socket, and lets a few bytes become many.
    request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)


@sock.route("/live", bp=bp, endpoint="socket")
def socket(ws):
    """One open page: it says what it shows, and hears what changes there until it goes."""
    app, person_id, login_id = current_app._get_current_object(), current_user.person_id, current_user.login_id
    hidden = current_user.hides_presence
    environ = forget_the_request()
    looker = Looker(Peer(ws, settings().live_send_seconds), person_id, login_id, _drawing(app, environ))
    looker.hidden = hidden
    hub.join(app, looker)
    try:
        looker.peer.listen(_ear(looker))
    except Exception:  # an answer of Flask's would be written into the socket as if it were frames
        log.exception("socket failed", person=person_id)
        looker.close(CLOSE_BROKEN, "try again")
    finally:
        looker.closed = True
        hub.leave(looker)


def forget_the_request() -> dict:
    """A socket lasts for hours: what opened it must not stay for so long, a connection of the pool least of all.
    Returns what is needed to draw as if that request were made again."""
    db.session.remove()
    g.viewer = None
    g._login_user = NOBODY  # what Flask-Login keeps the member under
    environ = request.environ
    kept = {name: environ[name] for name in KEPT if name in environ}
    environ.clear()
    environ.update(kept)
    return environ


def is_from_our_pages(origin: str | None, host: str, settings: Settings) -> bool:
    """Whether a socket may be opened from a page of that origin. Browsers always say; who does not say is no page.

    `host` is the Host header of the socket itself, whose port differs from the pages' when there are two processes.
    """
    try:
        page = urlsplit(origin or "")
        page_port = page.port or {"http": 80, "https": 443}.get(page.scheme)
        if page.scheme not in ("http", "https") or origin != f"{page.scheme}://{page.netloc}" or "@" in page.netloc:
            return False
        here = urlsplit(f"//{host}")
        if settings.public_url:
            public = urlsplit(settings.public_url)
            wanted = (
                public.scheme,
                public.hostname,
                public.port or {"http": 80, "https": 443}.get(public.scheme),
            )
            return (page.scheme, page.hostname, page_port) == wanted
        here_port = here.port or {"http": 80, "https": 443}[page.scheme]
    except ValueError:
        return False
    return page.hostname == here.hostname and page_port in (here_port, settings.port)


def _cap() -> int:
    return settings().live_cap if current_app.config["ROLE"] == "live" else settings().live_cap_pages


def _ear(looker: Looker) -> Callable[[str | bytes], None]:
    """Hears what the page says, until it says too much."""
    tokens, last = float(MESSAGES_AT_ONCE), time.monotonic()

    def hear(said: str | bytes) -> None:
        nonlocal tokens, last
        if looker.closed:
            return
        tokens += (time.monotonic() - last) * MESSAGES_A_SECOND
        tokens, last = min(MESSAGES_AT_ONCE, tokens) - 1, time.monotonic()
        if tokens < 0:
            return looker.close(CLOSE_SLOW, "too many messages")
        _hear(looker, said)

    return hear


def _hear(looker: Looker, said) -> None:
    try:
        words = json.loads(said)
    except (ValueError, RecursionError):
        words = None
    if not isinstance(words, dict):
        return looker.close(1003, "not understood")
    if "ping" in words:
        return looker.wake("pong")
    name, since, filter, stars = (words.get(word) for word in ("with", "since", "filter", "stars"))
    if type(since) is not int or not 0 <= since <= screens.MAX_NUMBER:
        since = 0
    filter = filter if isinstance(filter, str) and (filter == screens.NO_LIST or filters.is_known(filter)) else "all"
    looker.look_at(_id_of(name), since, filter, stars if isinstance(stars, str) else "")


def _id_of(name) -> int | None:
    if not isinstance(name, str):
        return None
    with current_app.app_context():
        person = queries.person_called(name)
        return person and person.id


def _drawing(app, environ):
    """How a socket of this request draws: everything is looked up anew, for this viewer, with their rights of now."""

    def drawing(looker: Looker, notes: set) -> Frame | None:
        with app.request_context(dict(environ)):
            person = queries.person_behind(looker.login_id, Login.oldest(settings().login_days))
            if person is None:
                return None
            if not notes:  # only whether the login goes on was asked
                return Frame("", looker.since, frozenset())
            g.viewer, g._login_user = person, NOBODY  # else Flask-Login would look the cookie up for the templates
            other = queries.person_of(looker.other_id) if looker.other_id else None
            shown = screens.changes(person, other, looker.since, looker.filter, notes)
            if shown["restored"]:  # nothing fits that page any more: it is loaded anew
                return None
            shown |= panel.changed(person, other, looker.stars, notes)
            rows = shown["rows"] or ()
            watched = frozenset(row.other_id for row in rows) | ({other.id} if other else frozenset())
            if not shown["whole_list"]:
                watched = watched.union(looker.watched)
            online = frozenset(row.other_id for row in rows if row.online)
            online |= {other.id} if other and shown["online"] else frozenset()
            hidden = person.presence_hidden
            return Frame(draw("live/changes.html", **shown), shown["since"], watched, online, hidden)

    return drawing
