"""Intakes: a file that has arrived becomes a content of the store. What equals something that is there already becomes
one more reference to it.

It is looked at where it arrived: hashed, scanned, drawn small and read. Then come the row of the content (as one that
nobody needs, so that whoever finds it after a kill knows what to do), the bytes, and one transaction that refers to
them. Each of it may run again: nothing is done twice, and the bytes are always in one place that a row knows.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import select

from inbox import documents, kinds, scanner, thumbnails
from inbox.clock import now
from inbox.config import settings
from inbox.confined import Unusable
from inbox.database import insert_missing
from inbox.exclusive import exclusive
from inbox.extensions import db
from inbox.models.attachment import AVAILABLE, FAILED, PROCESSING, UNSCANNED, Attachment
from inbox.models.content import AVAILABLE as HERE
from inbox.models.content import CLEAN, DELETING, UNCHECKED, Content
from inbox.moments import years_after
from inbox.scanner import NotScanned
from inbox.services import attachments, conversations, findings, uploads
from inbox.storage import NotAvailable, Unreachable, arriving, store
from inbox.thumbnails import Thumbnail
from inbox.transaction import transaction

log = structlog.get_logger()
BLOCK = 2**20


@dataclass(frozen=True)
class Look:
    """What was seen of a file."""

    digest: str
    size: int
    kind: str
    verdict: str
    words: str = ""
    thumbnail: Thumbnail | None = None


def take_in(attachment_id: int) -> bool:
    """Takes in the file of that attachment, if it has arrived. Says whether it is over: a scanner that is away, and
    nothing else, leaves it for later. Raises `storage.Unreachable`."""
    row = db.session.get(Attachment, attachment_id, populate_existing=True)
    if row is None or row.state != PROCESSING:
        return True
    token, digest = row.token, row.digest
    db.session.rollback()  # nothing is held meanwhile
    try:
        arriving.settle(token)  # first: nobody may take what a power cut would leave for the whole
        with _bytes(token, digest) as path:
            look = _look(path, digest)
        _keep(attachment_id, token, look)
    except (NotAvailable, FileNotFoundError):
        if fail(attachment_id):
            log.error("file lost before it was stored", attachment=attachment_id)
    except scanner.Harmful as error:
        log.warning("harmful file", attachment=attachment_id, finding=str(error))
        fail(attachment_id)
        arriving.remove(token)
    except scanner.TooLarge as error:
        log.error("file too large for the scanner: raise StreamMaxLength", attachment=attachment_id, reason=str(error))
        fail(attachment_id, UNSCANNED)
        arriving.remove(token)
    except NotScanned as error:
        log.warning("file not scanned", attachment=attachment_id, reason=str(error))
        return False
    return True


def go_on() -> int:
    """Takes in what is here and nobody took in: the nudge was lost, or who took it died. Returns how many."""
    return sum(_try(attachment_id) for attachment_id in uploads.stranded())


def _try(attachment_id: int) -> bool:
    try:
        return take_in(attachment_id)
    except (Unreachable, arriving.Full) as error:
        log.warning("store is away", attachment=attachment_id, reason=str(error))
        return False


@contextmanager
def _bytes(token: str, digest: str | None) -> Iterator[Path]:
    """A file with the bytes: where they arrived; or in the store, when whoever took them there did not come further."""
    path = arriving.path(token)
    if path.exists():
        yield path
        return
    if digest is None:
        raise NotAvailable("nothing arrived")
    if stored := store().path(digest):
        yield stored
        return
    with tempfile.NamedTemporaryFile(dir=arriving.folder(), prefix="look-at-what-is-stored-") as copy:
        for block in store().open(digest):
            copy.write(block)
        copy.flush()
        yield Path(copy.name)


def _look(path: Path, digest: str | None) -> Look:
    """Raises NotScanned, scanner.Harmful."""
    with open(path, "rb") as file:
        digest = digest or hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        kind = kinds.kind_of(file.read(kinds.HEAD))
        size = file.seek(0, 2)
    known = db.session.scalar(Content.of_digest(digest))
    verdict, is_known = (known.verdict, bool(known.kind)) if known is not None else (UNCHECKED, False)
    db.session.rollback()
    if scanner.is_wanted() and verdict != CLEAN:
        _scan(path)
        verdict = CLEAN
    if is_known:
        return Look(digest, size, kind, verdict)
    return Look(digest, size, kind, verdict, _words(path, kind), _thumbnail(path, kind))


def _scan(path: Path) -> None:
    with open(path, "rb") as file:
        if found := scanner.finding(iter(lambda: file.read(BLOCK), b"")):
            raise scanner.Harmful(found)


def _words(path: Path, kind: str) -> str:
    try:
        return documents.text_of(path, kind) if kinds.is_readable(kind) else ""
    except Unusable as error:
        log.info("document not read", kind=kind, reason=str(error))
        return ""


def _thumbnail(path: Path, kind: str) -> Thumbnail | None:
    try:
        return thumbnails.thumbnail_of(path) if kinds.is_picture(kind) else None
    except Unusable as error:
        log.info("picture not drawn", kind=kind, reason=str(error))
        return None


def _keep(attachment_id: int, token: str, look: Look) -> None:
    with exclusive(look.digest):
        if not _note(attachment_id, look):
            return
        store().put(arriving.path(token), look.digest)
        if look.thumbnail is not None:
            store().put_thumbnail(look.digest, look.thumbnail.data)
        _refer(attachment_id, look)


@transaction
def _note(attachment_id: int, look: Look) -> bool:
    """From now on a row knows the bytes, wherever they are. Says whether the file is still wanted."""
    row = _locked(attachment_id)
    if row is None or row.state != PROCESSING:
        return False
    row.digest, row.kept = look.digest, row.offset
    insert_missing(
        db.session, Content, digest=look.digest, size=look.size, kind="", state=DELETING, state_at=now(),
        opened_at=now(), verdict=UNCHECKED, words="", created_at=now(),
    )  # fmt: skip
    return True


@transaction
def _refer(attachment_id: int, look: Look) -> None:
    """The attachment refers to the content, which is hot."""
    content_id = db.session.scalar(select(Content.id).where(Content.digest == look.digest))
    conversations.lock_all(attachments.showing(content_id) + _conversation_of(attachment_id))
    row = _locked(attachment_id)
    if row is None or row.state != PROCESSING:
        return
    findings.remove([row])
    content = db.session.get(Content, content_id, populate_existing=True, with_for_update=True)
    if not content.kind:
        content.kind, content.words = look.kind, look.words
        if look.thumbnail is not None:
            content.width, content.height = look.thumbnail[1:]
    content.verdict = look.verdict
    content.state, content.state_at, content.opened_at = HERE, now(), now()
    content.archive_on = years_after(now(), settings().archive_years)
    row.content_id, row.state, row.size = content.id, AVAILABLE, look.size
    db.session.flush()
    findings.add([row])
    attachments.stamp(content.id)


@transaction
def fail(attachment_id: int, state: str = FAILED) -> bool:
    """There is no such file, or none that may be had, and its card says so. Says whether anybody still wanted it."""
    conversations.lock_all(_conversation_of(attachment_id))
    row = _locked(attachment_id)
    if row is None or row.state != PROCESSING:
        return False
    findings.remove([row])
    row.state = state
    attachments.stamp_one(row)
    return True


def _conversation_of(attachment_id: int) -> list[int]:
    """Where it was sent, if it was."""
    found = select(Attachment.conversation_id).where(Attachment.id == attachment_id)
    return list(db.session.scalars(found.where(Attachment.conversation_id.is_not(None))))


def _locked(attachment_id: int) -> Attachment | None:
    found = select(Attachment).where(Attachment.id == attachment_id).with_for_update(of=Attachment)
    return db.session.scalar(found.execution_options(populate_existing=True))
