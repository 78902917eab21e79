"""Uploads: files on their way, and those that are here and not sent. Only their owner sees them.

The row comes first, with room for all of it; what its `offset` says has arrived, whichever process dies. What its
`kept` says is on the disk for good: all of it before a message says that it brings the file. Whoever dies in between
leaves bytes that are written over, or a file without a row that the sweep removes.
"""

import base64
import binascii
import hashlib
import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, Update, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from inbox import prepared, sizes
from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once
from inbox.errors import Conflict, Invalid, Locked, NoRoom, NotAllowed, TooLarge
from inbox.events import FileArrived, UploadsChanged
from inbox.extensions import db
from inbox.models.attachment import IS_ARRIVING, PROCESSING, UPLOADING, Attachment
from inbox.models.person import Person
from inbox.prepared import Entity
from inbox.services import contents, conversations, limits, standings
from inbox.storage import arriving
from inbox.text import file_name
from inbox.transaction import passing_transaction, tell, transaction

MIB = 1024 * 1024
STEP = 16 * MIB
"""So many bytes at most arrive again after a server was killed."""
KEPT_EVERY = timedelta(seconds=10)
"""What came in so much time at most arrives again after a power cut: on a slow line that is little, and on a fast one
nobody waits for the disk with each piece."""
ALGORITHMS = ("sha1", "sha256")
ORPHAN_SECONDS = 3600
STRANDED_AFTER = timedelta(minutes=2)
AT_ONCE = 1000

Parts = Iterable[bytes | memoryview]
"""Bytes on their way; each part is good until the next one is asked for."""


class WrongChecksum(Invalid):
    """The bytes are not those that were announced; none of them is kept."""

    status = 460  # as tus says it


@dataclass(frozen=True)
class Checksum:
    """What some bytes must hash to."""

    algorithm: str
    digest: bytes

    @classmethod
    def read(cls, header: str) -> "Checksum":
        """From `Upload-Checksum`. Raises Invalid."""
        algorithm, _, encoded = header.partition(" ")
        try:
            digest = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            digest = b""
        if algorithm not in ALGORITHMS or len(digest) != hashlib.new(algorithm).digest_size:
            raise Invalid({"checksum": _l("This checksum cannot be understood.")})
        return cls(algorithm, digest)


def begin(owner: Person, other: Person | None, name: str, size: int) -> Attachment:
    """Takes room for a file of that size; for nobody else (None) when it is to be kept, as with a quick reply.

    Raises NotAllowed, Invalid, TooLarge, NoRoom, TooMany."""
    refuse_size(size)
    return _open(owner, other, name, size, size)


def take(owner: Person, other: Person | None, name: str, parts: Parts, most: int) -> Attachment:
    """Takes in a file whose length shows at its end, as those of a form do; `most`: the bytes that may still come. What
    comes takes room as it comes, and nothing is left of a file that cannot be kept. Raises as `begin` does."""
    row = _open(owner, other, name, min(most, settings().file_max), 0)
    token = row.token
    try:
        with arriving.writing(token) as descriptor:
            size = _pour(descriptor, parts)
        return _cut(owner, token, size)
    except BaseException as error:
        cancel(owner, token)
        if isinstance(error, arriving.Full):
            raise full() from None
        raise


def _pour(descriptor: int, parts: Parts) -> int:
    """Writes them; returns how many bytes they were."""
    at = room = 0
    for part in parts:
        if at + len(part) > settings().file_max:
            refuse_size(at + len(part))
        if at + len(part) > room:
            arriving.grow(descriptor, room, STEP)
            room += STEP
        arriving.write(descriptor, part, at)
        at += len(part)
    os.ftruncate(descriptor, at)
    return at


def _open(owner: Person, other: Person | None, name: str, size: int, room: int) -> Attachment:
    """A row, and so much room; nothing is left where either cannot be had, nor when both could and the commit fails."""
    token = secrets.token_urlsafe(24)
    try:
        return _open_both(owner, other, name, size, token, room)
    except BaseException as error:
        arriving.remove(token)
        if isinstance(error, arriving.Full):
            raise full() from None
        raise


@transaction
def _open_both(owner: Person, other: Person | None, name: str, size: int, token: str, room: int) -> Attachment:
    row = _add(owner, other, name, size, token)
    arriving.reserve(token, room)
    if size == 0 and room == 0:
        _finish(row)
    return row


def _add(owner: Person, other: Person | None, name: str, size: int, token: str) -> Attachment:
    """The row, which comes before the bytes."""
    if other is not None:
        conversation = conversations.look_between(owner, other)
        if sentence := conversations.refusal(owner, other, conversation):
            raise NotAllowed(sentence)
        limits.foresee(owner, conversation)
    owner = standings.locked(owner.id)
    other = other or owner
    refuse_more(owner, size)
    row = Attachment(
        token=token, owner_id=owner.id, other_id=other.id, size=size,
        name=file_name(name) or str(_l("file")), expires_at=now() + timedelta(hours=settings().upload_hours),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    tell(UploadsChanged(other.id, (owner.id,)))
    return row


def refuse_size(size: int | None) -> None:
    """Raises Invalid or TooLarge."""
    if size is None or size < 0:
        raise Invalid({"files": _l("Halle has to know how large the file is.")})
    if size > settings().file_max:
        raise TooLarge(too_large(size))


def too_large(size: int):
    """The sentence for a file of that size."""
    return _l(
        "%(size)s is over the %(max)s limit. Share a cloud link instead, open to this person only.",
        size=sizes.lazily_over(size, settings().file_max), max=sizes.lazy(settings().file_max),
    )  # fmt: skip


def full() -> NoRoom:
    """What is said when the disk is full."""
    return NoRoom(_l("There is no room for this file at the moment. Nothing of it was kept: try again later."))


def refuse_more(owner: Person, size: int) -> None:
    """Raises NotAllowed, or NoRoom, when the owner may have no other unsent file of that size."""
    count, taken = db.session.execute(_taken(owner.id)).one()
    if count >= settings().uploads_max:
        said = _l(
            "You have %(number)s files that are not sent, and no more are possible. Send or remove one first.",
            number=count,
        )
        raise NotAllowed(said)
    if taken + size > settings().uploads_mib * MIB:
        raise NoRoom(
            _l("Your files that are not sent take all the room that one person has. Send or remove one first.")
        )


def _taken(owner_id: int) -> Select:
    """How many files of that person are not sent, and the room that they take."""
    counted = select(func.count(), func.coalesce(func.sum(Attachment.size), 0)).select_from(Attachment)
    return counted.where(Attachment.owner_id == owner_id, Attachment.message_id.is_(None))


def own(owner: Person, token: str) -> Attachment | None:
    """The unsent file of that owner with that token."""
    return _found(_unsent(owner.id, token, locked=False))


def _found(statement: tuple) -> Attachment | None:
    """As it is at this moment, whatever the session has of it."""
    row = prepared.row(db.session, *statement)
    return row and _ATTACHMENT.made(db.session, row, anew=True)


_ATTACHMENT = Entity(Attachment)


@built_once
def _unsent(owner_id, token, *, locked: bool) -> Select:
    found = Attachment.unsent_of(owner_id).where(Attachment.token == token).with_only_columns(*_ATTACHMENT.columns)
    return found.with_for_update(of=Attachment) if locked else found


def receive(owner: Person, token: str, offset: int, parts: Parts, checksum: Checksum | None = None) -> Attachment:
    """Writes bytes that come from the owner to that place, which must be where the last ones ended. When they end
    before the file does, what came is kept; with a checksum all of it or nothing.

    Raises Conflict for another place, Locked while somebody else writes, Invalid, NoRoom, NotAllowed.
    """
    try:
        with arriving.writing(token) as descriptor:
            row = own(owner, token)
            if row is None:
                raise NotAllowed(_l("This upload is over."))
            if row.offset != offset:
                raise Conflict(_l("The upload is at another place."))
            if row.is_whole:
                return row
            return _take(owner, row, descriptor, parts, checksum)
    except arriving.InUse:
        raise Locked(_l("This file is being uploaded in another tab.")) from None
    except FileNotFoundError:
        raise NotAllowed(_l("This upload is over.")) from None
    except arriving.Full:
        raise full() from None


def _take(owner: Person, row: Attachment, descriptor: int, parts: Parts, checksum: Checksum | None) -> Attachment:
    hashing = hashlib.new(checksum.algorithm) if checksum else None
    size, token, at, noted, kept_at = row.size, row.token, row.offset, row.offset, row.kept_at or row.created_at
    db.session.rollback()  # nothing is held while bytes come

    def note() -> Attachment:
        nonlocal noted, kept_at
        kept = None
        if at < size and now() - kept_at >= KEPT_EVERY:
            arriving.keep(descriptor)
            kept = kept_at = now()
        noted = at
        return (_arrive if at == size else _advance)(owner, token, at, kept)

    for part in parts:
        if at + len(part) > size:
            raise Invalid({"files": _l("There are more bytes than the file was to have.")})
        arriving.write(descriptor, part, at)
        at += len(part)
        if hashing:
            hashing.update(part)
        elif at - noted >= STEP:
            row = note()
    if hashing and hashing.digest() != checksum.digest:
        raise WrongChecksum({"checksum": _l("The bytes changed on their way. They are sent again.")})
    return note() if at > noted or at == size else row


@transaction
def _arrive(owner: Person, token: str, offset: int, kept: datetime | None) -> Attachment:
    """All of it is here."""
    return _advance(owner, token, offset, kept)


@passing_transaction
def _advance(owner: Person, token: str, offset: int, kept: datetime | None) -> Attachment:
    """So many bytes are here; `kept`: since when all of them are on the disk for good. With each 8 MiB of somebody's
    file this commit would wait for all of them to be there."""
    row = _found(_unsent(owner.id, token, locked=True))
    if row is None:
        raise NotAllowed(_l("This upload is over."))
    told = {"offset": offset, "expires_at": now() + timedelta(hours=settings().upload_hours)}
    told |= {"kept": row.kept, "kept_at": row.kept_at} if kept is None else {"kept": offset, "kept_at": kept}
    prepared.run(db.session, *_advanced(row.id, *told.values()))
    for name, value in told.items():
        set_committed_value(row, name, value)
    if row.state == UPLOADING and offset == row.size:
        _finish(row)
        tell(UploadsChanged(row.other_id, (owner.id,)))
    return row


@built_once
def _advanced(id_, offset, expires_at, kept, kept_at) -> Update:
    table = Attachment.__table__  # not the class: the one that was locked is told above
    values = {"offset": offset, "expires_at": expires_at, "kept": kept, "kept_at": kept_at}
    return update(table).where(table.c.id == id_).values(values)


def _finish(row: Attachment) -> None:
    row.state, row.expires_at = PROCESSING, now() + timedelta(days=settings().unsent_days)
    tell(FileArrived(row.id))


@passing_transaction
def _cut(owner: Person, token: str, size: int) -> Attachment:
    """The file ends there, and all of it is here."""
    row = _found(_unsent(owner.id, token, locked=True))
    if row is None:
        raise NotAllowed(_l("This upload is over."))
    row.size = row.offset = size
    _finish(row)
    tell(UploadsChanged(row.other_id, (owner.id,)))
    return row


def cancel(owner: Person, token: str) -> bool:
    """Takes an unsent file back. Says whether there was one."""
    if not _forget(owner.id, token, None):
        return False
    arriving.remove(token)
    return True


@transaction
def _forget(owner_id: int, token: str, at: datetime | None) -> bool:
    """`at`: only when its time is over then."""
    row = _found(_unsent(owner_id, token, locked=True))
    if row is None or (at is not None and row.expires_at >= at):
        return False
    drop(row)
    tell(UploadsChanged(row.other_id, (owner_id,)))
    return True


def drop(row: Attachment) -> None:
    """The row of an unsent file goes, and the bytes with their last reference."""
    content_id, row.content_id = row.content_id, None
    db.session.delete(row)
    db.session.flush()
    if content_id is not None:
        contents.let_go([content_id])


def sweep() -> int:
    """Gives up what was begun and does not go on, and what was not sent for days; removes bytes that no row knows.
    Returns how many."""
    found = select(Attachment.owner_id, Attachment.token).where(Attachment.expires_at < now()).limit(AT_ONCE)
    over = db.session.execute(found).all()
    db.session.rollback()  # nothing is held meanwhile
    return sum(_expire(*each) for each in over) + _remove_orphans()


def _expire(owner_id: int, token: str) -> bool:
    if not _forget(owner_id, token, now()):
        return False
    arriving.remove(token)
    return True


def _remove_orphans() -> int:
    """Bytes whose row is gone, or never came: the server died in between. Young ones may still get theirs."""
    known = set(db.session.scalars(select(Attachment.token).where(IS_ARRIVING)))
    db.session.rollback()
    orphans = arriving.forgotten(known, time.time() - ORPHAN_SECONDS)
    for token in orphans:
        arriving.remove(token)
    return len(orphans)


def clear_away(attachment_id: int) -> None:
    """What arrived of a file that was deleted before anybody took it in goes too; the sweep makes up for who dies."""
    if token := db.session.scalar(select(Attachment.token).where(Attachment.id == attachment_id)):
        arriving.remove(token)
    db.session.rollback()


def stranded() -> list[int]:
    """The files that are here and that nobody took in: the nudge was lost, or who took it died."""
    found = select(Attachment.id).where(IS_ARRIVING, Attachment.created_at < now() - STRANDED_AFTER)
    return list(db.session.scalars(found.where(Attachment.state == PROCESSING).limit(AT_ONCE)))
