"""Our own files, and the pinned scripts of others: from the CDN, or from this server."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, send_from_directory, url_for

from inbox.config import settings
from inbox.vendor import SCRIPTS
from inbox.views.addresses import live_url

bp = Blueprint("assets", __name__)


@bp.get("/vendor/<name>")
def show(name):
    """A pinned script, from the data folder; `bin/flask assets` puts it there."""
    if name not in {script.local_name for script in SCRIPTS}:
        abort(404)
    return send_from_directory(settings().data / "assets", name, mimetype="text/javascript", max_age=31_536_000)


def asset(name: str) -> str:
    """The address of one of our files; it changes with the file, so browsers may keep it."""
    return url_for("static", filename=name, v=_version(str(Path(current_app.static_folder) / name)))


def vendor() -> list[tuple[str, str]]:
    """Where the pinned scripts come from, and the hash that they must have."""
    if settings().assets == "local":
        return [(url_for("assets.show", name=script.local_name), script.integrity) for script in SCRIPTS]
    return [(script.cdn_url, script.integrity) for script in SCRIPTS]


@lru_cache
def _version(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def register(app: Flask) -> None:
    """What templates need to load them."""
    app.jinja_env.globals["asset"] = asset
    app.context_processor(lambda: {"vendor": vendor(), "live_url": live_url()})
