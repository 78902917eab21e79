"""Files as pages show them: beside messages, beside a conversation, and in the composer."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from inbox import scanner
from inbox.config import settings
from inbox.extensions import db
from inbox.models import content as contents
from inbox.models.attachment import DELETED, PROCESSING, Attachment, File, files, select_files
from inbox.models.content import Content
from inbox.models.message import FILE_NAMES, REPLY_TO_FILE, Message
from inbox.models.participation import Participation
from inbox.models.person import Person

POLICY = "sandbox; default-src 'none'"
"""What an answer may do that holds bytes of somebody's: nothing."""
SHARED = 4
"""Files beside a conversation; a page of its own has all of them."""


def of_rows(rows: Sequence) -> tuple[File, ...]:
    """The files of these messages (rows of `select_lines`) and those that they answer: one statement, or none."""
    ids = [row[0] for row in rows if row[FILE_NAMES]]
    answered = [row[REPLY_TO_FILE] for row in rows if row[REPLY_TO_FILE] is not None]
    if not (ids or answered):
        return ()
    found = select_files().where(or_(Attachment.message_id.in_(ids), Attachment.id.in_(answered)))
    return _files(found.order_by(Attachment.id))


def of(attachment_id: int) -> File:
    """That one."""
    return _files(select_files().where(Attachment.id == attachment_id))[0]


def unsent(viewer: Person, other: Person) -> tuple[File, ...]:
    """What the viewer has uploaded for that person and not sent."""
    mine = (Attachment.owner_id == viewer.id, Attachment.other_id == other.id, Attachment.expires_at.is_not(None))
    return _files(select_files().where(*mine).order_by(Attachment.id))


def kept(viewer: Person, reply_id: int | None, tokens: Sequence[str] = ()) -> tuple[File, ...]:
    """The files of that quick reply of the viewer, and what they uploaded with these tokens to be kept with it."""
    uploaded = Attachment.token.in_(tokens) & (Attachment.other_id == viewer.id) & Attachment.expires_at.is_not(None)
    its = (Attachment.quick_reply_id == (reply_id or 0)) | uploaded
    return _files(select_files().where(Attachment.owner_id == viewer.id, its).order_by(Attachment.id))


def shared(viewer: Person, mine: Participation, before: int | None = None, size: int = SHARED) -> tuple[File, ...]:
    """The files that were sent in that conversation and that the viewer may see, the newest first; one more than
    `size`, when there are more. `before`: those before that number."""
    found = select_files(Message.seq).join(Message, Message.id == Attachment.message_id)
    found = found.where(Attachment.conversation_id == mine.conversation_id, Attachment.state != DELETED)
    found = found.where(Message.in_sight(mine.cleared_seq))
    if before is not None:
        found = found.where(Attachment.id < before)
    return _files(found.order_by(Attachment.id.desc()).limit(size + 1))


def found(viewer: Person, token: str) -> tuple[Attachment, Content | None, str] | None:
    """The file with that token, what it holds, and the name of the other one, when the viewer may see it: sent to or by
    them, or theirs and unsent."""
    its = select(Attachment, Content, Person.username).outerjoin(Content, Content.id == Attachment.content_id)
    its = its.join(Person, Person.id == Attachment.other_id)
    theirs = Attachment.seen_by(viewer, Attachment.id).where(Attachment.token == token)
    owns = (Attachment.owner_id == viewer.id) & Attachment.message_id.is_(None)
    row = db.session.execute(its.where(Attachment.token == token, or_(Attachment.id.in_(theirs), owns))).one_or_none()
    if row is None:
        return None
    attachment, content, username = row
    if attachment.owner_id != viewer.id:
        username = db.session.get(Person, attachment.owner_id).username
    return attachment, content, username


def answered(viewer: Person, token: str) -> File | None:
    """The file of that token that the viewer is about to answer."""
    its = Attachment.seen_by(viewer, Attachment.id).where(Attachment.token == token)
    rows = _files(select_files().where(Attachment.id.in_(its)))
    return rows[0] if rows else None


def token_of(attachment_id: int | None) -> str:
    """Its token; '' for none."""
    if attachment_id is None:
        return ""
    return db.session.scalar(select(Attachment.token).where(Attachment.id == attachment_id)) or ""


def is_here(content: Content) -> bool:
    """Whether its bytes can be read."""
    return content.state in (contents.AVAILABLE, contents.ARCHIVING)


def _files(found) -> tuple[File, ...]:
    drawn = files(db.session.execute(found).all(), settings().restore_hours)
    if scanner.is_wanted():
        drawn = [file._replace(state="checking") if file.state == PROCESSING else file for file in drawn]
    return tuple(drawn)
