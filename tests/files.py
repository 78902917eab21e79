"""Files for the tests: how they come to be, by the verbs of the application."""

import secrets

from sqlalchemy import select

from inbox.models.attachment import Attachment
from inbox.models.content import Content
from inbox.models.message import Message
from inbox.services import intakes, messages, uploads
from inbox.storage import store
from tests.cast import Cast


def uploaded(cast: Cast, owner, other, name: str = "plan.pdf", content: bytes = b"%PDF-1.4 plan") -> Attachment:
    """The owner has uploaded that for the other one, and not sent it."""
    row = cast.do(uploads.begin, owner, other, name, len(content))
    return cast.do(uploads.receive, owner, row.token, 0, [content] if content else [])


def sent(cast: Cast, author, other, *names: str, body: str = "", content: bytes = b"%PDF-1.4 plan") -> Message:
    """The author has sent files of these names."""
    rows = [uploaded(cast, author, other, name, content) for name in names or ("plan.pdf",)]
    return cast.do(messages.send, author, other, body, secrets.token_hex(8), files=[row.token for row in rows])


def attachments_of(cast: Cast, message: Message) -> list[Attachment]:
    """The files of that message, as the database has them now."""

    return cast.rows(select(Attachment).where(Attachment.message_id == message.id).order_by(Attachment.id))


def stored(cast: Cast, author, other, *names: str, content: bytes = b"%PDF-1.4 plan", body: str = "") -> Message:
    """The same, and a worker has taken them in."""
    message = sent(cast, author, other, *names, content=content, body=body)
    for row in attachments_of(cast, message):
        assert cast.do(intakes.take_in, row.id)
    return message


def content_of(cast: Cast, message: Message) -> Content | None:
    """What the first file of that message holds."""
    row = attachments_of(cast, message)[0]
    return cast.row(Content, row.content_id) if row.content_id else None


def stored_state(cast: Cast, digest: str) -> str:
    """Where its bytes are."""
    with cast.app.app_context():
        return store().restore_state(digest)
