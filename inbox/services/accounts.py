"""Accounts: what opens them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from inbox import passwords
from inbox.errors import Invalid
from inbox.extensions import db
from inbox.models.login import Login
from inbox.models.person import Person
from inbox.services import logins, people
from inbox.transaction import transaction


def change_password(login: Login, person: Person, current: str, new: str, address: str) -> None:
    """Another password for the person of this login; all their other logins end.

    Wrong tries count as those of a log-in do. Raises Invalid with a sentence for each field, TooMany.
    """
    person_id, username, stored = person.id, person.username, person.password_hash
    if wrong := people.wrong_password(new, username):
        raise Invalid({"new_password": wrong["password"]})
    if not logins.proven(username, current, [stored], address):
        raise _not_right()
    _store(login, person_id, stored, passwords.hash_of(new))


@transaction
def _store(login: Login, person_id: int, stored: str, hashed: str) -> None:
    """Unless the password that was just checked has been changed meanwhile."""
    same = update(Person).where(Person.id == person_id, Person.password_hash == stored)
    if not db.session.execute(same.values(password_hash=hashed)).rowcount:
        raise _not_right()
    logins.log_out_others(login)


def _not_right() -> Invalid:
    return Invalid({"current_password": _l("This is not your current password")})
