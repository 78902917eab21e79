"""Expiries: files are deleted for good some years after their sending, and their owners are told before."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from inbox.clock import now
from inbox.config import settings
from inbox.events import LetterWritten
from inbox.extensions import db
from inbox.mailer import Mail, link
from inbox.models.attachment import Attachment
from inbox.models.letter import Letter
from inbox.models.person import Person
from inbox.services import attachments
from inbox.transaction import tell, transaction

KIND = "expiry"
AT_ONCE = 200
NAMED = 20
"""Files that a letter names; it counts the rest."""


def delete_due() -> int:
    """Deletes what is due; returns how many files."""
    deleted, after = 0, (datetime.min.replace(tzinfo=now().tzinfo), 0)
    while rows := _due(*after):
        deleted += attachments.expire([row.id for row in rows])
        after = rows[-1].delete_on, rows[-1].id
    return deleted


def _due(at: datetime, last: int):
    later = (Attachment.delete_on > at) | ((Attachment.delete_on == at) & (Attachment.id > last))
    found = select(Attachment.id, Attachment.delete_on).where(Attachment.delete_on <= now(), later)
    rows = db.session.execute(found.order_by(Attachment.delete_on, Attachment.id).limit(AT_ONCE)).all()
    db.session.rollback()  # nothing is held meanwhile
    return rows


def warn_due() -> int:
    """Writes one letter to each owner of files that will be deleted soon and whom nobody told yet; returns how many."""
    written = 0
    while owners := _untold():
        written += sum(_warn(owner_id) for owner_id in owners)
    return written


def _untold() -> list[int]:
    found = select(Attachment.owner_id).where(*_is_untold()).distinct().limit(AT_ONCE)
    owners = list(db.session.scalars(found))
    db.session.rollback()
    return owners


def _is_untold() -> tuple:
    return Attachment.delete_on <= now() + timedelta(days=settings().warn_days), Attachment.warned_at.is_(None)


@transaction
def _warn(owner_id: int) -> bool:
    told = update(Attachment).where(Attachment.owner_id == owner_id, *_is_untold()).values(warned_at=now())
    count = db.session.execute(told.execution_options(synchronize_session=False)).rowcount
    if not count:
        return False
    username = db.session.scalar(select(Person.username).where(Person.id == owner_id))
    letter = Letter(kind=KIND, name=username, created_at=now(), due_at=now())
    db.session.add(letter)
    db.session.flush()
    tell(LetterWritten(letter.id))
    return True


def mail(letter: Letter) -> Mail | None:
    """What goes into that letter: the files of its reader that will be deleted soon, with their days. None when there
    are none any more."""
    person = db.session.scalar(Person.named(letter.name))
    if person is None:
        return None
    found = select(Attachment.name, Attachment.delete_on).where(
        Attachment.owner_id == person.id,
        Attachment.delete_on <= letter.created_at + timedelta(days=settings().warn_days),
    )
    rows = db.session.execute(found.order_by(Attachment.delete_on, Attachment.id).limit(NAMED + 1)).all()
    if not rows:
        return None
    files = [(row.name, row.delete_on) for row in rows[:NAMED]]
    words = {"name": person.name, "files": files, "more": len(rows) > NAMED, "link": link("/inbox")}
    return Mail(person.email, KIND, person.locale, words | {"years": settings().file_years})
