"""Our own files. Their address holds the version of all of them, so that browsers may keep them for good, and modules
that import each other by relative address stay of one version."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, send_from_directory, url_for

from inbox.config import ROOT

bp = Blueprint("assets", __name__)
FOLDER = ROOT / "static"
FOR_GOOD = 31_536_000


@bp.get("/static/<version>/<path:name>")
def show(version, name):
    """One file; one of a version that is gone is sent as it is now, to be asked for again."""
    return send_from_directory(FOLDER, name, max_age=FOR_GOOD if version == current_version() else 0)


def asset(name: str) -> str:
    """The address of one of our files."""
    return url_for("assets.show", version=current_version(), name=name)


@lru_cache
def current_version() -> str:
    """Changes when any of the files does."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache
def modules() -> tuple[str, ...]:
    """The scripts that the entry imports: fetched at once instead of one after the other."""
    return tuple(sorted(path.name for path in Path(FOLDER).glob("*.js") if path.name != "halle.js"))


def register(app: Flask) -> None:
    """What templates need to load them."""
    app.jinja_env.globals.update(asset=asset, modules=modules)
