"""Confirmations: that an e-mail address is read by the person who gave it. Until then it is only what somebody typed.

An address belongs to whoever confirmed it first. Whether it does is looked up when the letter is sent and when its link
is used, never while somebody makes an account: that does the same, in the same time, for every address.
"""

import base64
import hmac
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Conflict, Refused
from inbox.events import LetterWritten
from inbox.extensions import db
from inbox.mailer import Mail, link
from inbox.models.letter import Letter
from inbox.models.person import Person
from inbox.throttle import throttle
from inbox.transaction import take_turns, tell, transaction

KIND = "confirmation"
ADDRESSES = "addresses"
"""Whoever confirms an address waits for whoever is confirming one: the second one to confirm the same hears so."""


class Gone(Refused):
    """The link confirms nothing: it is too old, or never was one."""

    status = 404


@transaction
def write(username: str) -> None:
    """Writes the letter that asks the person of that name to confirm their address."""
    letter = Letter(kind=KIND, name=username, created_at=now(), due_at=now())
    db.session.add(letter)
    db.session.flush()
    tell(LetterWritten(letter.id))


def ask(person: Person) -> None:
    """Writes another one. Raises TooMany."""
    username, window = person.username, (settings().confirmations_person, 3600, "confirmation", person.id)
    if not throttle().hit(*window):
        raise throttle().refusal(*window)
    write(username)


def mail(letter: Letter) -> Mail | None:
    """What goes into that letter: the link; or to whom the address belongs, that somebody else gave it. None when there
    is nothing to confirm any more, or when that address got enough letters today."""
    person = db.session.scalar(Person.named(letter.name))
    if person is None or person.email_confirmed_at is not None:
        return None
    window = (settings().confirmations_address, 86_400, "confirmations of an address", person.email)
    if letter.tries == 1 and not throttle().hit(*window):
        return None
    owner = db.session.scalar(Person.of_address(person.email))
    if owner is not None:
        words = {"name": owner.name, "username": owner.username, "newcomer": person.username}
        return Mail(owner.email, "known", owner.locale, words | {"link": link("/password/reset")})
    days = settings().confirmation_days
    path = f"/email/{_token(person, int((now() + timedelta(days=days)).timestamp()))}"
    return Mail(person.email, KIND, person.locale, {"name": person.name, "link": link(path), "days": days})


def find(token: str) -> Person:
    """Whose address this link confirms. Raises Gone."""
    number, _, rest = token.partition("-")
    until = rest.partition("-")[0]
    if all(part.isascii() and part.isdigit() and len(part) < 19 for part in (number, until)):
        person = db.session.scalar(select(Person).where(Person.id == int(number)))
        known = person is not None and hmac.compare_digest(_token(person, int(until)).encode(), token.encode())
        if known and int(until) > now().timestamp():
            return person
    raise Gone(_l("This link does not work any more. Log in, and ask for another one in your settings."))


@transaction
def confirm(token: str) -> None:
    """The address of the person of this link is theirs. Doing it twice is doing it once. Raises Gone, Conflict."""
    person = find(token)
    if not claim(person):
        raise Conflict(_l("This email address belongs to another account already."))


@transaction
def claim(person: Person) -> bool:
    """Whoever reads the letters to this person's address has shown it: it is theirs, unless it is another's already."""
    take_turns(ADDRESSES)
    db.session.refresh(person)
    if person.email_confirmed_at is None and db.session.scalar(Person.of_address(person.email)) is None:
        person.email_confirmed_at = now()
        db.session.flush()
    return person.email_confirmed_at is not None


def _token(person: Person, until: int) -> str:
    """Says what it confirms and until when, signed: there is nothing to store, and a letter that is sent twice may hold
    two links."""
    said = f"confirmation {person.id} {person.email} {until}".encode()
    digest = hmac.digest(settings().secret_key.encode(), said, "sha256")
    return f"{person.id}-{until}-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
