"""Roles: giving them to people, and taking them back. Moderators and administrators are made nowhere else.

Every page and every socket looks its viewer up anew, so a role that was taken back is worth nothing from the commit on.
"""

from flask_babel import lazy_gettext as _l

from inbox.errors import Invalid
from inbox.events import RoleGranted, RoleRevoked
from inbox.models.person import ROLES, Person
from inbox.services import standings
from inbox.transaction import tell, transaction


@transaction
def grant(actor: Person | None, person: Person, role: str) -> bool:
    """Gives somebody that role; says whether they lacked it. The actor is nobody on the command line."""
    person = standings.locked(person.id)
    if role in person.roles:
        return False
    setattr(person, ROLES[role], True)
    tell(RoleGranted(person.id, role, actor and actor.id, (person.id,)))
    return True


@transaction
def revoke(actor: Person | None, person: Person, role: str) -> bool:
    """Takes it back; says whether they had it. Raises Invalid when it is the only one."""
    person = standings.locked(person.id)
    if role not in person.roles:
        return False
    if person.roles == [role]:
        raise Invalid({"role": _l("Nobody is without a role: give them another one first.")})
    setattr(person, ROLES[role], False)
    tell(RoleRevoked(person.id, role, actor and actor.id, (person.id,)))
    return True
