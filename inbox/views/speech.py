"""In which language and time zone a page speaks to its viewer."""

from flask import Flask, has_request_context, request, session

from inbox.extensions import babel
from inbox.services.people import LOCALES
from inbox.views.viewer import viewer


def locale() -> str:
    """The viewer's language; for a guest the one chosen here, else what the browser asks for."""
    if person := viewer():
        return person.locale
    if not has_request_context():
        return "en"
    chosen = session.get("locale")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES, "en")


def time_zone() -> str:
    """The viewer's time zone."""
    person = viewer()
    return person.time_zone if person else "UTC"


def register(app: Flask) -> None:
    """Binds Flask-Babel to the viewer."""
    babel.init_app(app, locale_selector=locale, timezone_selector=time_zone)
    app.jinja_env.globals["locale"] = locale
