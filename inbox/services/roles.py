"""Roles: giving them to people, and taking them back. Moderators and administrators are made nowhere else.

Every page and every socket looks its viewer up anew, so a role that was taken back is worth nothing from the commit on.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from inbox.errors import Invalid
from inbox.events import SettingsChanged
from inbox.extensions import db
from inbox.models.person import ROLES, Person
from inbox.transaction import tell, transaction


@transaction
def grant(person: Person, role: str) -> bool:
    """Gives somebody that role; says whether they lacked it."""
    return _set(_locked(person), role, True)


@transaction
def revoke(person: Person, role: str) -> bool:
    """Takes it back; says whether they had it. Raises Invalid when it is the only one."""
    person = _locked(person)
    if person.roles == [role]:
        raise Invalid({"role": _l("Nobody is without a role: give them another one first.")})
    return _set(person, role, False)


def _locked(person: Person) -> Person:
    """As the database has them now: of two who take a role at once, one would take the last."""
    found = select(Person).where(Person.id == person.id).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def _set(person: Person, role: str, has: bool) -> bool:
    column = ROLES[role]
    if getattr(person, column) is has:
        return False
    setattr(person, column, has)
    tell(SettingsChanged((person.id,)))
    return True
