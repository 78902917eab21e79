"""Files for the tests: how they come to be, by the verbs of the application."""

import secrets

from sqlalchemy import select

from inbox.models.attachment import Attachment
from inbox.models.message import Message
from inbox.services import messages, uploads
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
