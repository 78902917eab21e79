"""The session of a browser: which login it holds, and the token of its forms."""

from flask import Flask, g, session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf

from inbox.views.viewer import load


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
    app.jinja_env.globals["form_token"] = form_token
