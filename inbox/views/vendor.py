"""The pinned scripts of others: from the CDN, or from this server."""

from flask import Blueprint, Flask, abort, send_from_directory

from inbox.config import settings
from inbox.vendor import FOR_FILES, ON_EVERY_PAGE, SCRIPTS, Script
from inbox.views.addresses import live_url, path_to

bp = Blueprint("vendor", __name__)


@bp.get("/vendor/<name>")
def show(name):
    """A pinned script, from the data folder; `bin/flask assets` puts it there."""
    if name not in {script.local_name for script in SCRIPTS}:
        abort(404)
    return send_from_directory(settings().data / "assets", name, mimetype="text/javascript", max_age=31_536_000)


def scripts() -> tuple[tuple[str, str], ...]:
    """Where those of every page come from, and the hash that they must have."""
    return tuple(map(_source, ON_EVERY_PAGE))


def _source(script: Script) -> tuple[str, str]:
    is_local = settings().assets == "local"
    return (path_to("vendor.show", name=script.local_name) if is_local else script.cdn_url), script.integrity


def tus() -> tuple[str, str]:
    """The same of the one that uploads files."""
    return _source(FOR_FILES)


GIVEN = {"vendor": scripts, "tus": tus}
"""What depends on the settings alone: fragments may use these."""


def register(app: Flask) -> None:
    """What templates need to load them, and to find the socket."""
    app.jinja_env.globals |= GIVEN | {"live_url": live_url}
