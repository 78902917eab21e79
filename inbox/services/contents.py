"""Contents: the bytes of files, once each."""

from collections.abc import Collection

from sqlalchemy import select, update

from inbox.clock import now
from inbox.events import BytesForsaken
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.content import DELETING, Content
from inbox.transaction import tell


def let_go(content_ids: Collection[int]) -> None:
    """Somebody refers to these no more. With the last one each goes: first it is marked, a job deletes its bytes."""
    if not content_ids:
        return
    its = select(Content.id).where(Content.id.in_(content_ids), Content.state != DELETING)
    locked = db.session.scalars(its.order_by(Content.id).with_for_update()).all()
    held = set(db.session.scalars(select(Attachment.content_id).where(Attachment.content_id.in_(locked)).distinct()))
    if forsaken := [content_id for content_id in locked if content_id not in held]:
        values = {"state": DELETING, "state_at": now(), "archive_on": None}
        db.session.execute(update(Content).where(Content.id.in_(forsaken)).values(values))
    for content_id in forsaken:
        tell(BytesForsaken(content_id))
