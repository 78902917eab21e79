"""Moves: bytes go into the cold when nobody opened them for years, come back when somebody does, and go for good with
the last file that needs them.

The row says first where they are to be, then they are moved, by one process at a time, and then the row says where they
are. Whoever dies in between leaves a row that is on its way, and the sweep goes on with it: each step looks at where
the bytes are, not at who was there before.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Row, delete, exists, select, update

from inbox.clock import now
from inbox.config import settings
from inbox.events import RestoreWanted
from inbox.exclusive import exclusive
from inbox.extensions import db
from inbox.models.attachment import IS_ARRIVING, PROCESSING, Attachment
from inbox.models.content import ARCHIVED, ARCHIVING, AVAILABLE, DELETING, IS_ON_ITS_WAY, RESTORING, Content
from inbox.moments import years_after
from inbox.services import attachments, conversations
from inbox.storage import NotAvailable, Unreachable, store
from inbox.transaction import tell, transaction

log = structlog.get_logger()
AT_ONCE = 200
LEFT_SECONDS = 2 * 86_400
NOTED_EVERY = timedelta(days=1)
"""An opening is noted so often at most: years are counted from it, and a page that draws pictures writes nothing."""


def open_(content_id: int) -> bool:
    """Somebody opens it. Says whether it can be read; if not, it is being brought back from now on."""
    content = db.session.get(Content, content_id, populate_existing=True)
    if content is None or content.state == DELETING:
        return False
    if content.state == AVAILABLE and now() - content.opened_at < NOTED_EVERY:
        return True
    return _open(content_id)


@transaction
def _open(content_id: int) -> bool:
    content = _locked(content_id)
    if content is None or content.state == DELETING:
        return False
    if content.state == AVAILABLE:
        content.opened_at, content.archive_on = now(), years_after(now(), settings().archive_years)
        return True
    if content.state != RESTORING:
        content.state, content.state_at = RESTORING, now()
        attachments.stamp(content_id)
        tell(RestoreWanted(content_id))
    return False


def archive_due() -> int:
    """Moves into the cold what nobody opened for years; returns how much."""
    moved = 0
    while begun := _begin_archiving():
        moved += _archive_all(begun)
    return moved


@transaction
def _begin_archiving() -> list[tuple[int, str]]:
    due = select(Content.id).where(Content.archive_on <= now()).order_by(Content.archive_on).limit(AT_ONCE)
    begun = update(Content).where(Content.id.in_(due), Content.state == AVAILABLE, Content.archive_on <= now())
    begun = begun.values(state=ARCHIVING, state_at=now(), archive_on=None).returning(Content.id, Content.digest)
    return [tuple(row) for row in db.session.execute(begun.execution_options(synchronize_session=False))]


def _archive_all(begun: list[tuple[int, str]]) -> int:
    """Their bytes first, one after the other; then their rows at once: a kill in between is what the sweep is for."""
    return len(_arrive([content_id for content_id, digest in begun if _put_away(content_id, digest)], ARCHIVED))


def archive(content_id: int) -> bool:
    """Moves that one, if it is on its way there; says whether it is in the cold now."""
    digest = _digest(content_id, ARCHIVING)
    return digest is not None and bool(_archive_all([(content_id, digest)]))


def _put_away(content_id: int, digest: str) -> bool:
    with exclusive(digest):
        if _digest(content_id, ARCHIVING) is None:  # somebody wants it back meanwhile
            return False
        try:
            store().archive(digest)
        except NotAvailable:  # who opens it hears that it does not come back
            log.error("bytes are gone", content=content_id)
        except Unreachable as error:
            log.warning("store is away", content=content_id, reason=str(error))
            return False
    return True


def restore(content_id: int) -> bool:
    """Goes on with bringing that one back; says whether it is there."""
    digest = _digest(content_id, RESTORING)
    if digest is None:
        return False
    with exclusive(digest):
        if _digest(content_id, RESTORING) is None:
            return False
        try:
            store().request_restore(digest)
            is_back = store().finish_restore(digest)
        except NotAvailable:
            log.error("bytes are gone", content=content_id)
            return False
        return is_back and bool(_arrive([content_id], AVAILABLE))


def forget(content_id: int) -> bool:
    """Deletes that one for good, if nobody needs it; says whether it is gone."""
    return bool(_forget_all([content_id]))


def _forget_all(content_ids: list[int]) -> int:
    """Their bytes first, one after the other; then their rows at once."""
    return _remove([content_id for content_id in content_ids if _delete_bytes(content_id)])


def _delete_bytes(content_id: int) -> bool:
    """From here on to the end of its row, whoever takes the same in again finds that row and puts its bytes back."""
    digest = _digest(content_id, DELETING)
    if digest is None:
        return False
    with exclusive(digest):
        forsaken = db.session.scalar(select(Content.id).where(Content.id == content_id, *_is_forsaken()))
        db.session.rollback()  # nothing is held meanwhile
        if forsaken is None:
            return False
        try:
            store().delete(digest)
        except Unreachable as error:
            log.warning("store is away", content=content_id, reason=str(error))
            return False
    return True


def _is_forsaken() -> tuple:
    """What is true of a content that nobody needs. Who has it on the way, between the store and their row, does."""
    coming = exists().where(IS_ARRIVING, Attachment.state == PROCESSING, Attachment.digest == Content.digest)
    held = exists().where(Attachment.content_id == Content.id)
    return Content.state == DELETING, ~coming, ~held


def tidy() -> int:
    """Removes what killed processes left half-written in the store; returns how much."""
    try:
        return store().sweep(LEFT_SECONDS)
    except Unreachable as error:
        log.warning("store is away", reason=str(error))
        return 0


def go_on() -> int:
    """Goes on with all that is on its way, the longest first; returns how much has come to its end."""
    ended = 0
    for rows in _on_their_way():
        ended += _archive_all([(row.id, row.digest) for row in rows if row.state == ARCHIVING])
        ended += sum(_try_restore(row.id) for row in rows if row.state == RESTORING)
        ended += _forget_all([row.id for row in rows if row.state == DELETING])
    return ended


def go_on_with(content_id: int) -> bool:
    """One step for that one; says whether it has come to its end. What the store cannot do now is done later."""
    state = db.session.scalar(select(Content.state).where(Content.id == content_id))
    db.session.rollback()
    verb = {ARCHIVING: archive, RESTORING: _try_restore, DELETING: forget}.get(state)
    return verb is not None and verb(content_id)


def _try_restore(content_id: int) -> bool:
    try:
        return restore(content_id)
    except Unreachable as error:
        log.warning("store is away", content=content_id, reason=str(error))
        return False


def _on_their_way() -> Iterator[Sequence[Row]]:
    at, last = datetime.min.replace(tzinfo=now().tzinfo), 0
    while True:
        found = select(Content.id, Content.digest, Content.state, Content.state_at).where(
            IS_ON_ITS_WAY,
            (Content.state_at > at) | ((Content.state_at == at) & (Content.id > last)),
        )
        rows = db.session.execute(found.order_by(Content.state_at, Content.id).limit(AT_ONCE)).all()
        db.session.rollback()  # nothing is held meanwhile
        if not rows:
            return
        last, at = rows[-1].id, rows[-1].state_at
        yield rows


def _digest(content_id: int, state: str) -> str | None:
    """Its digest, when it is in that state."""
    found = select(Content.digest).where(Content.id == content_id, Content.state == state)
    digest = db.session.scalar(found)
    db.session.rollback()
    return digest


@transaction
def _arrive(content_ids: list[int], state: str) -> list[int]:
    """They are in the cold, or back from it; gives those of which nobody wants something else by now."""
    if not content_ids:
        return []
    conversations.lock_all(attachments.showing(*content_ids))
    before, due = ARCHIVING, None
    if state == AVAILABLE:
        before, due = RESTORING, years_after(now(), settings().archive_years)
    values = {"state": state, "state_at": now(), "archive_on": due} | ({"opened_at": now()} if due else {})
    moved = update(Content).where(Content.id.in_(content_ids), Content.state == before).values(values)
    moved = moved.returning(Content.id).execution_options(synchronize_session=False)
    arrived = list(db.session.scalars(moved))
    attachments.stamp(*arrived)
    return arrived


@transaction
def _remove(content_ids: list[int]) -> int:
    if not content_ids:
        return 0
    gone = delete(Content).where(Content.id.in_(content_ids), *_is_forsaken())
    return db.session.execute(gone.execution_options(synchronize_session=False)).rowcount


def _locked(content_id: int) -> Content | None:
    """The content under its lock, after those of the conversations that show it: in this order everybody takes them."""
    conversations.lock_all(attachments.showing(content_id))
    return db.session.get(Content, content_id, populate_existing=True, with_for_update=True)
