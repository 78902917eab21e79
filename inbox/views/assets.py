"""Our own files: the scripts as one, the style sheet without its comments, both compressed once. Their address holds
the version of all of them, so that browsers may keep them for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Flask, Response, abort, request

from inbox.config import ROOT
from inbox.views import bundle
from inbox.views.addresses import path_to

bp = Blueprint("assets", __name__)
FOLDER = ROOT / "static"
ENTRIES = ("halle.js", "beside.js", "files.js", "follow.js", "keys.js", "news.js", "quick.js")
"""The scripts that pages load, all but the first where they are needed; each is sent with all that it imports."""
FOR_GOOD = 31_536_000


@dataclass(frozen=True, slots=True)
class File:
    """What is sent in answer to one name."""

    kind: str
    plain: bytes
    small: bytes


@bp.get("/static/<version>/<path:name>")
def show(version, name):
    """One file; one of a version that is gone is sent as it is now, to be asked for again."""
    file = files().get(name) or abort(404)
    is_small = request.accept_encodings["gzip"] > 0
    response = Response(file.small if is_small else file.plain, mimetype=file.kind)
    response.vary.add("Accept-Encoding")
    if is_small:
        response.content_encoding = "gzip"
    if version == current_version():
        response.cache_control.public, response.cache_control.max_age = True, FOR_GOOD
    else:
        response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request)


def asset(name: str) -> str:
    """The address of one of our files."""
    return path_to("assets.show", version=current_version(), name=name)


@lru_cache
def files() -> dict[str, File]:
    """All of them, by name, as they were when this process first needed one."""
    return {path.name: _file(path.name) for path in sorted(FOLDER.iterdir())}


def _file(name: str) -> File:
    content = (FOLDER / name).read_bytes()
    if name in ENTRIES:
        content = bundle.script(FOLDER / name).encode()
    elif name.endswith(".css"):
        content = bundle.style(content.decode()).encode()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(kind, content, gzip.compress(content, 9, mtime=0))


@lru_cache
def current_version() -> str:
    """Changes when any of the files does."""
    digest = hashlib.sha256()
    for name, file in files().items():
        digest.update(name.encode() + file.plain)
    return digest.hexdigest()[:12]


def register(app: Flask) -> None:
    """What templates need to load them."""
    app.jinja_env.globals["asset"] = asset
