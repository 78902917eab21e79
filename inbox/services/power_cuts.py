"""Power cuts: what they may take of a file on its way, and that they take nothing of one that was sent.

What has arrived is in the hands of the kernel, which outlives every process of ours; `Attachment.kept` says how much of
it is on the disk for good.
"""

from collections.abc import Sequence

from sqlalchemy import select, update

from inbox.extensions import db
from inbox.models.attachment import IS_ARRIVING, PROCESSING, UPLOADING, Attachment
from inbox.models.person import Person
from inbox.services import uploads
from inbox.storage import arriving
from inbox.transaction import transaction

_IS_IN_THE_AIR = (Attachment.state == PROCESSING, Attachment.kept < Attachment.offset)
"""All of it is here, and a power cut would take it."""


def settle(owner: Person, tokens: Sequence[str]) -> None:
    """What is about to be sent is on the disk for good, before any message says that it brings it. It may take as long
    as the disk does, so nothing is held meanwhile. Raises NoRoom."""
    if not tokens:
        return
    its = (Attachment.owner_id == owner.id, Attachment.token.in_(tokens), Attachment.message_id.is_(None))
    found = list(db.session.scalars(select(Attachment.token).where(*its, *_IS_IN_THE_AIR)))
    db.session.rollback()
    for token in found:
        try:
            arriving.settle(token)
        except arriving.Full:
            raise uploads.full() from None
        _settled(token)


@transaction
def _settled(token: str) -> None:
    its = update(Attachment).where(Attachment.token == token, *_IS_IN_THE_AIR).values(kept=Attachment.offset)
    db.session.execute(its.execution_options(synchronize_session=False))


def settle_now(rows: Sequence[Attachment]) -> None:
    """The same of rows that are locked: of what came in just now, whoever asked for `settle` before."""
    for row in rows:
        if row.state == PROCESSING and row.kept < row.offset:
            arriving.settle(row.token)
            row.kept = row.offset


def heed_start() -> int:
    """When the machine was started anew since the last time: what had arrived, and was not on the disk for good, is
    asked for again. Returns how many uploads that concerns. Before any server takes bytes."""
    if arriving.is_of_this_boot():
        return 0
    fallen = _fall_back()
    arriving.note_boot()
    return fallen


@transaction
def _fall_back() -> int:
    its = (Attachment.expires_at.is_not(None), IS_ARRIVING, Attachment.kept < Attachment.offset)
    back = update(Attachment).where(*its).values(offset=Attachment.kept, state=UPLOADING, digest=None)
    return db.session.execute(back.execution_options(synchronize_session=False)).rowcount
