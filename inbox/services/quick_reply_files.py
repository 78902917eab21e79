"""Files of quick replies: kept with one, and lent to the messages that are made of it.

They are uploaded as any file, for their owner. A message gets attachments of its own, which refer to the same contents:
no byte is copied, and what is sent stays when the quick reply goes.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.events import UploadsChanged
from inbox.extensions import db
from inbox.models import content as contents
from inbox.models.attachment import AVAILABLE, Attachment
from inbox.models.content import Content
from inbox.models.person import Person
from inbox.models.quick_reply import QuickReply
from inbox.services import attachments, conversations, limits, standings, uploads
from inbox.transaction import tell, transaction


class Lent(NamedTuple):
    """What became of the files of a quick reply: the names of those that were left out, for now they cannot be read."""

    left_out: tuple[str, ...]


def keep(owner: Person, reply: QuickReply, tokens: Sequence[str]) -> None:
    """The owner's uploads with these tokens stay with that quick reply of theirs. In a transaction; raises Invalid."""
    rows = attachments.chosen(owner, owner, tokens)
    most = settings().files_message_max
    if rows and len(of(reply.id)) + len(rows) > most:
        raise Invalid({"files": _l("One message takes %(max)s files, and so does a quick reply.", max=most)})
    for row in rows:
        row.quick_reply_id, row.expires_at = reply.id, None


def drop(owner: Person, reply: QuickReply, tokens: Sequence[str]) -> None:
    """These files of it go. In a transaction."""
    for row in of(reply.id):
        if row.token in tokens and row.owner_id == owner.id:
            uploads.drop(row)


def drop_all(reply: QuickReply) -> None:
    """All of them go, before it. In a transaction."""
    for row in of(reply.id):
        uploads.drop(row)


def of(reply_id: int) -> list[Attachment]:
    """The files of that one."""
    return list(db.session.scalars(Attachment.kept_with([reply_id])))


@transaction
def lend(owner: Person, other: Person, reply_id: int) -> Lent:
    """The files of the owner's quick reply are among what goes along with the owner's next message to the other one,
    each once. Raises NotAllowed."""
    if db.session.scalar(QuickReply.of(owner).where(QuickReply.id == reply_id)) is None:
        raise NotAllowed(_l("Only its owner can use a quick reply."))
    rows = of(reply_id)
    if not rows:
        return Lent(())
    conversation = conversations.look_between(owner, other)
    if sentence := conversations.refusal(owner, other, conversation):
        raise NotAllowed(sentence)
    limits.foresee(owner, conversation)
    owner = standings.locked(owner.id)
    there = {tuple(row) for row in db.session.execute(_unsent(owner, other))}
    wanted = [row for row in rows if (row.content_id, row.name) not in there]
    left_out = tuple(row.name for row in wanted if not _lend(owner, other, row))
    tell(UploadsChanged(other.id, (owner.id,)))
    return Lent(left_out)


def _unsent(owner: Person, other: Person):
    its = select(Attachment.content_id, Attachment.name)
    return its.where(
        Attachment.owner_id == owner.id, Attachment.other_id == other.id, Attachment.expires_at.is_not(None)
    )


def _lend(owner: Person, other: Person, row: Attachment) -> bool:
    """Says whether its bytes can be read, and so it was lent."""
    content = row.content_id and db.session.get(Content, row.content_id, populate_existing=True, with_for_update=True)
    if row.state != AVAILABLE or not content or content.state not in (contents.AVAILABLE, contents.ARCHIVING):
        return False
    uploads.refuse_more(owner, 0)
    lent = Attachment(
        token=secrets.token_urlsafe(24), owner_id=owner.id, other_id=other.id, content_id=content.id, digest=row.digest,
        name=row.name, size=row.size, offset=row.size, state=AVAILABLE,
        expires_at=now() + timedelta(days=settings().unsent_days),
    )  # fmt: skip
    db.session.add(lent)
    db.session.flush()
    return True
