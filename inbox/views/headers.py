"""What every answer carries: the security headers, and whether anybody may keep a copy."""

import re
from contextlib import nullcontext
from datetime import timedelta
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, request, session
from flask_login import current_user

from inbox import wire
from inbox.clock import now
from inbox.config import settings
from inbox.services import logins
from inbox.vendor import SCRIPTS
from inbox.views import receiving
from inbox.views.addresses import COMPOSERS, HOSTS, live_url
from inbox.views.vary import vary

FILES = ("assets.show", "vendor.show")
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)  # fmt: skip
SECRET = ("resets.edit", "resets.update", "confirmations.edit", "confirmations.update")
"""Their addresses are for one reader: not even we are told."""
HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


def register(app: Flask) -> None:
    """Adds them to every answer, errors and files included."""
    app.extensions["drawing"] = nullcontext  # tests put a guard here that forbids queries
    # Before all others: once something has read the form, its bytes are gone.
    app.before_request_funcs.setdefault(None, [])[:0] = [let_texts_be_long, refuse_strange_requests, receiving.begin]
    app.before_request(bring_presence)
    app.after_request(secure)
    app.after_request(keep_to_oneself)
    app.after_request(show_presence)


def let_texts_be_long():
    """What a person has typed is read even when it is far too long: it comes back with the reason."""
    if request.endpoint in COMPOSERS:
        request.max_content_length = request.max_form_memory_size = settings().text_form_max
    elif request.endpoint == "uploads.update":
        request.max_content_length = settings().file_max


def refuse_strange_requests():
    """A Host that is no host name, and text that is not UTF-8."""
    if not HOST.fullmatch(request.host or ""):
        return Response("Bad Host header\n", 400, mimetype="text/plain")
    if request.mimetype == "application/x-www-form-urlencoded" and not _is_text(
        request.get_data(parse_form_data=False)
    ):
        abort(400)
    return None


def _is_text(form: bytes) -> bool:
    try:
        unquote_to_bytes(form).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def secure(response: Response) -> Response:
    """No framing, no sniffing, no scripts but ours and the pinned ones, no address told to other sites."""
    headers = response.headers
    if "Content-Security-Policy" not in headers:
        headers.add("Content-Security-Policy", policy())
    headers.extend(ALWAYS)  # no view sets one of these
    headers.add("Referrer-Policy", "no-referrer" if request.endpoint in SECRET else "same-origin")
    if request.is_secure or settings().public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def policy() -> str:
    """The content security policy."""
    return _policy(live_url(), request.is_secure, request.host, settings().assets == "local")


@lru_cache(HOSTS)
def _policy(live: str, secure: bool, host: str, is_local: bool) -> str:
    socket, own_socket = live.rsplit("/live", 1)[0], f"{'wss' if secure else 'ws'}://{host}"
    scripts = "'self'" if is_local else " ".join(["'self'", *(s.cdn_url for s in SCRIPTS)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"connect-src 'self' {' '.join(dict.fromkeys((socket, own_socket)))}; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def keep_to_oneself(response: Response) -> Response:
    """A page of somebody's is nobody else's, and not to be found by going back after a log-out."""
    if request.endpoint not in FILES or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        vary(response, "Cookie")
    return response


def bring_presence() -> None:
    """Whoever looks or writes is here, unless they hide it. Other forms may be there to hide it, or to log out."""
    if request.endpoint in (None, *FILES) or (request.method != "GET" and request.endpoint not in COMPOSERS):
        return
    member = current_user._get_current_object()
    if member.is_authenticated and not member.hides_presence:
        wire.bring(member.person_id, settings().online_seconds)


def show_presence(response: Response) -> Response:
    """Whoever asks for a page is here, and their login lives on."""
    if request.endpoint in (None, *FILES) or response.status_code >= 500:
        return response
    member = current_user._get_current_object()
    if not member.is_authenticated:
        return response
    if not member.hides_presence and not wire.has_brought():
        wire.seen(member.person_id, settings().online_seconds)
    if now() - member.seen_at > timedelta(hours=1):
        logins.touch(member.login_id)
        session.modified = True  # and so does the cookie
    return response
