"""Private notes: writing one down about somebody. It is its owner's alone."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import NoteWritten
from inbox.extensions import db
from inbox.models.note import Note
from inbox.models.person import Person
from inbox.services import bodies
from inbox.text import clean, is_blank
from inbox.transaction import tell, transaction
from inbox.words import line


@transaction
def write(owner: Person, about: Person, body: str, revision: int) -> None:
    """Makes this text the owner's note about that person; an empty one takes it away.

    `revision` is the one that the owner saw, 0 for none. Raises Invalid, NotAllowed, or Conflict when the note was
    changed meanwhile.
    """
    if owner.id == about.id:
        raise NotAllowed(_l("A private note is about somebody else."))
    body = checked(body)
    _lock(owner)
    note = db.session.scalar(Note.of(owner, about).execution_options(populate_existing=True))
    if body == (note.body if note else ""):
        return
    if revision != (note.revision if note else 0):
        raise Conflict(_l("This note was changed meanwhile, perhaps in another tab."))
    if note is None:
        note = Note(owner_id=owner.id, about_id=about.id, revision=0)
        db.session.add(note)
    note.body, note.line, note.revision, note.written_at = body, line(body), note.revision + 1, now()
    tell(NoteWritten(about.id, (owner.id,)))


def _lock(owner: Person) -> None:
    """One form of one person at a time; others may write about them meanwhile."""
    db.session.execute(select(Person.id).where(Person.id == owner.id).with_for_update(key_share=True))


def checked(body: str) -> str:
    """The text as it is stored. Raises Invalid with what is wrong with it."""
    body = clean(body).strip()
    if wrong := bodies.wrong_with(body, settings().note_max):
        raise Invalid({"body": wrong})
    return "" if is_blank(body) else body
