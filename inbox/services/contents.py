"""Contents: the bytes of files, once each."""

from sqlalchemy import select

from inbox.clock import now
from inbox.events import BytesForsaken
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.content import DELETING, Content
from inbox.transaction import tell


def let_go(content_id: int) -> None:
    """Somebody refers to it no more. With the last one it goes: first it is marked, a job deletes its bytes."""
    content = db.session.get(Content, content_id, populate_existing=True, with_for_update=True)
    held = select(Attachment.id).where(Attachment.content_id == content_id).limit(1)
    if content is None or content.state == DELETING or db.session.scalar(held) is not None:
        return
    content.state, content.state_at, content.archive_on = DELETING, now(), None
    tell(BytesForsaken(content_id))
