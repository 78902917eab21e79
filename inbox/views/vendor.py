"""The pinned scripts of others: from the CDN, or from this server."""

from flask import Blueprint, Flask, abort, send_from_directory

from inbox.config import settings
from inbox.vendor import SCRIPTS
from inbox.views.addresses import live_url, path_to

bp = Blueprint("vendor", __name__)


@bp.get("/vendor/<name>")
def show(name):
    """A pinned script, from the data folder; `bin/flask assets` puts it there."""
    if name not in {script.local_name for script in SCRIPTS}:
        abort(404)
    return send_from_directory(settings().data / "assets", name, mimetype="text/javascript", max_age=31_536_000)


def scripts() -> tuple[tuple[str, str], ...]:
    """Where they come from, and the hash that they must have."""
    if settings().assets == "local":
        return tuple((path_to("vendor.show", name=script.local_name), script.integrity) for script in SCRIPTS)
    return tuple((script.cdn_url, script.integrity) for script in SCRIPTS)


def register(app: Flask) -> None:
    """What templates need to load them, and to find the socket."""
    app.context_processor(lambda: {"vendor": scripts(), "live_url": live_url()})
