"""The session of a browser: which login it holds, and the token of its forms."""

import time
from functools import cached_property

from flask import Flask, Request, Response, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

from inbox.views.vary import vary
from inbox.views.viewer import load

COOKIES = 2000
"""How many cookies a process knows again without looking into them."""


class Cookies(SecureCookieSessionInterface):
    """Flask's sessions; a cookie that was read a moment ago is not read again, and an answer that changes nothing in it
    costs nothing."""

    def __init__(self, app: Flask):
        self._app = app
        self._read: dict[str, tuple[float, dict]] = {}

    @cached_property
    def _signing(self) -> URLSafeTimedSerializer:
        return self.get_signing_serializer(self._app)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        lasts = int(app.permanent_session_lifetime.total_seconds())
        signed_at, held = self._read.get(cookie) or self._look(cookie, lasts)
        return self.session_class(held if time.time() - signed_at < lasts + 1 else None)

    def _look(self, cookie: str, lasts: int) -> tuple[float, dict]:
        try:
            held, at = self._signing.loads(cookie, max_age=lasts, return_timestamp=True)
        except BadSignature:
            return 0.0, {}
        if all(isinstance(value, str | bool | int | None) for value in held.values()):  # each request has its own
            if len(self._read) >= COOKIES:
                self._read.clear()
            self._read[cookie] = at.timestamp(), held
        return at.timestamp(), held

    def save_session(self, app: Flask, session: SecureCookieSession, response: Response) -> None:
        if session.modified or app.config["SESSION_REFRESH_EACH_REQUEST"]:
            super().save_session(app, session, response)
        elif session.accessed:
            vary(response, "Cookie")


def remember(token: str) -> None:
    """A new session with this login: nothing of the one before stays but the language."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    session.permanent = True
    login_user(load(token))
    g.pop("viewer", None)


def form_token() -> str:
    """The token of this session's forms: one for all of them, so that what did not change is drawn the same again."""
    if "form_token" not in session:
        session["form_token"] = generate_csrf()
    return session["form_token"]


def register(app: Flask) -> None:
    """What forms in templates need."""
    app.session_interface = Cookies(app)
    app.jinja_env.globals["form_token"] = form_token
