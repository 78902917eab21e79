"""Files: each is served to who may see it at that moment, as a download."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import structlog
from flask import Blueprint, Response, abort, request
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.http import quote_etag
from werkzeug.wsgi import ClosingIterator, wrap_file

from inbox import scanner
from inbox.config import settings
from inbox.errors import Busy
from inbox.extensions import db
from inbox.models import attachment as attachments
from inbox.models.attachment import Attachment, File
from inbox.models.content import Content
from inbox.models.participation import Participation
from inbox.services import moves
from inbox.storage import NotAvailable, Unreachable, arriving, store
from inbox.views import cards, transfers
from inbox.views.html import page
from inbox.views.screens import ordinal, person_named
from inbox.views.viewer import viewer

bp = Blueprint("files", __name__)
log = structlog.get_logger()
BLOCK = 256 * 1024
PRINTABLE = {chr(code) for code in range(32, 127)} - set('"\\%')


@bp.get("/files/<token>")
@login_required
def show(token):
    """The file as a download. An archived one comes back from then on, and a page says so."""
    row, content, username = _found(token)
    if row.state == attachments.PROCESSING and not scanner.is_wanted():
        return _from_arriving(row) or _from_store(row, row.digest)
    is_asked = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    if content is None or not (moves.open_(content.id) if is_asked else cards.is_here(content)):
        return _not_here(row, username)
    return _from_store(row, content.digest)


@bp.get("/inbox/<username>/files")
@login_required
def index(username):
    """All files of a conversation, the newest first."""
    other = person_named(username)
    mine = db.session.scalar(Participation.between(viewer(), other))
    size = settings().page_files
    shown = cards.shared(viewer(), mine, ordinal(request.args.get("before")), size) if mine else ()
    more = shown[size - 1].id if len(shown) > size else None
    return page("files/index.html", other=other, files=shown[:size], more_before=more)


def _found(token: str) -> tuple[Attachment, Content | None, str]:
    """The file, what it holds, and with whom the conversation is. 404 for what the viewer may not see."""
    return cards.found(viewer(), token) or abort(404)


def _not_here(row: Attachment, username: str) -> Response:
    file: File = cards.of(row.id)
    status = 410 if file.state == attachments.DELETED else 409
    return page("files/show.html", status, file=file, username=username, support=settings().support)


def _from_arriving(row: Attachment) -> Response | None:
    """From where it arrived; None when the store has just taken it."""
    path = arriving.path(row.token)
    with suppress(FileNotFoundError):
        return _sent(row, path)
    db.session.refresh(row)
    return None


def _from_store(row: Attachment, digest: str | None) -> Response:
    try:
        if digest is None:
            raise NotAvailable("nobody knows where it is")
        if path := store().path(digest):
            if path.stat().st_size != row.size:
                raise NotAvailable("it has another size")
            return _sent(row, path)
        store().size(digest)
        return _from_afar(row, lambda start, length: store().open(digest, start, length))
    except Unreachable as error:
        log.error("store is away", attachment=row.id, reason=str(error))
        raise Busy(_l("The files cannot be reached at the moment. Nothing was lost: try again in a moment.")) from None
    except (NotAvailable, FileNotFoundError):
        log.error("file is not available", attachment=row.id)
        file = cards.of(row.id)._replace(state=attachments.FAILED)
        return page("files/show.html", 404, file=file, username="", support=settings().support)


class _Lent(io.FileIO):
    """A file that gives its place among the transfers back when it is closed: what sends it calls nothing else."""

    def __init__(self, path: Path, give_back: Callable[[], None]):
        super().__init__(path)
        self._give_back = give_back

    def close(self) -> None:
        super().close()
        self._give_back()


def _sent(row: Attachment, path: Path) -> Response:
    span = _span(row)
    give_back = transfers.take(viewer().id)
    try:
        file = _Lent(path, give_back)
    except BaseException:
        give_back()
        raise
    if span is not None:
        file.seek(span.start)
        return _streamed(row, span, ClosingIterator(_parts(file, len(span)), file.close))
    response = Response(wrap_file(request.environ, file, BLOCK), mimetype="application/octet-stream")
    response.direct_passthrough, response.content_length = True, row.size
    return _dressed(row, response)


def _parts(file: io.FileIO, left: int) -> Iterator[bytes]:
    while left and (part := file.read(min(BLOCK, left))):
        left -= len(part)
        yield part


def _from_afar(row: Attachment, read: Callable[[int, int], Iterable[bytes]]) -> Response:
    """From a store that is elsewhere."""
    span = _span(row)
    whole = span or range(row.size)
    give_back = transfers.take(viewer().id)
    try:
        parts = read(whole.start, len(whole)) if request.method == "GET" else ()
    except BaseException:
        give_back()
        raise
    return _streamed(row, span, ClosingIterator(parts, give_back))


def _span(row: Attachment) -> range | None:
    """The part that is asked for, of a file that did not change meanwhile; None for all of it, as for what cannot be
    understood, and for several parts at once, which nobody here puts together. 416 for one that is beyond the end."""
    asked = request.range if request.method == "GET" else None
    is_same = request.headers.get("If-Range") in (None, quote_etag(row.token))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not is_same or not row.size:
        return None
    start, stop = asked.ranges[0]
    start, stop = max(0, start + row.size) if start < 0 else start, row.size if stop is None else min(stop, row.size)
    if start >= stop:
        refusal = Response("", 416, mimetype="text/plain")
        refusal.content_range.set(None, None, row.size)
        abort(refusal)
    return range(start, stop)


def _streamed(row: Attachment, span: range | None, parts: Iterable[bytes]) -> Response:
    response = Response(parts, 206 if span else 200, mimetype="application/octet-stream")
    response.content_length = len(span or range(row.size))
    if span:
        response.content_range.set(span.start, span.stop, row.size)
    return _dressed(row, response)


def _dressed(row: Attachment, response: Response) -> Response:
    response.accept_ranges = "bytes"
    response.set_etag(row.token)
    response.make_conditional(request.environ)
    response.headers["Content-Disposition"] = disposition(row.name)
    response.headers["Content-Security-Policy"] = cards.POLICY
    return response


def disposition(name: str) -> str:
    """How a browser is told that it is a download, and what it is called (RFC 6266)."""
    plain = "".join(char if char in PRINTABLE else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
