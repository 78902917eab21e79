"""Resets: another password for somebody who does not know theirs, by a link that goes to their e-mail address."""

import base64
import hmac

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from inbox import passwords
from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid, Refused
from inbox.events import LetterWritten
from inbox.extensions import db
from inbox.mailer import Mail, link
from inbox.models.letter import Letter
from inbox.models.person import Person
from inbox.models.reset import Reset
from inbox.services import confirmations, logins, people
from inbox.text import is_blank, unstorable
from inbox.throttle import throttle
from inbox.transaction import tell, transaction

KIND = "reset"


class Gone(Refused):
    """The link does not open anything: it was used, is too old, was followed by a newer one, or never was one."""

    status = 404


def ask(name: str, address: str) -> None:
    """Writes a letter with a link to the person of that username or e-mail address, if there is one.

    Whether there is one is looked up when the letter is sent: this does the same, in the same time, for every name.
    `address` is where the request came from. Raises Invalid, TooMany.
    """
    name = name.strip().lower()[:254]
    if is_blank(name) or unstorable(name):
        raise Invalid({"username": _l("Enter your username or the email address of your account")})
    limits = settings()
    for window in (
        (limits.reset_tries_address, 3600, "reset address", address),
        (limits.reset_tries_name, 3600, "reset name", name),
    ):
        if not throttle().hit(*window):
            raise throttle().refusal(*window)
    _write(name)


@transaction
def _write(name: str) -> None:
    letter = Letter(kind=KIND, name=name, created_at=now(), due_at=now())
    db.session.add(letter)
    db.session.flush()
    tell(LetterWritten(letter.id))


def mail(letter: Letter) -> Mail | None:
    """What goes into that letter, with its link opened and older ones of the person ended; None when nobody has the
    name, or has asked again since. Runs in the transaction of its caller."""
    person = _meant_by(letter.name)
    if person is None or db.session.scalar(_of(person).where(Reset.letter_id > letter.id).limit(1)):
        return None
    token, at_once = _token(letter), now()
    db.session.execute(_older(person, letter).values(ended_at=at_once))
    reset = db.session.scalar(_of(person).where(Reset.letter_id == letter.id))
    if reset is None:
        db.session.add(Reset(person_id=person.id, letter_id=letter.id, token_hash=logins.token_hash(token)))
    elif reset.ended_at is not None:  # the first try did arrive, and the link was used
        return None
    else:
        reset.created_at = at_once
    words = {"name": person.name, "link": link(f"/password/reset/{token}"), "minutes": settings().reset_minutes}
    return Mail(person.email, KIND, person.locale, words)


def _meant_by(name: str) -> Person | None:
    """Whom that name means, locked: of an e-mail address who confirmed it, or else who gave it last. Nobody gets mail
    at an address that is another's."""
    owner = db.session.scalar(Person.of_address(name)) if "@" in name else None
    found = Person.named(owner.username) if owner else Person.giving(name) if "@" in name else Person.named(name)
    person = db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if person is None or person.email_confirmed_at is not None:
        return person
    return None if db.session.scalar(Person.of_address(person.email)) else person


def find(token: str) -> Person:
    """Whose password this link changes. Raises Gone."""
    found = Reset.open(settings().reset_minutes).where(Reset.token_hash == logins.token_hash(token))
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise _gone()
    return row[1]


def use(token: str, password: str) -> int:
    """Gives the person of this link that password and ends all their logins; returns the person's id. Who reads the
    letters to an address has confirmed it.

    Raises Gone, or Invalid: then the link can be used again.
    """
    person = find(token)
    if wrong := people.wrong_password(password, person.username):
        raise Invalid({"new_password": wrong["password"]})
    db.session.rollback()  # hashing takes long: nothing is held meanwhile
    return _use(logins.token_hash(token), passwords.hash_of(password))


@transaction
def _use(token_hash: str, password_hash: str) -> int:
    open_one = Reset.open(settings().reset_minutes).where(Reset.token_hash == token_hash)
    row = db.session.execute(open_one.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:  # of two uses at once one comes second
        raise _gone()
    reset, person = row
    confirmations.claim(person)
    reset.ended_at = now()
    person.password_hash = password_hash
    logins.log_out_all(person.id)
    return person.id


def _of(person: Person):
    return select(Reset).where(Reset.person_id == person.id)


def _older(person: Person, letter: Letter):
    return update(Reset).where(
        Reset.person_id == person.id, Reset.letter_id != letter.id, Reset.ended_at.is_(None)
    )  # fmt: skip


def _token(letter: Letter) -> str:
    """Always the same for one letter, so that a letter sent twice holds the same link, and stored nowhere."""
    said = f"password reset {letter.id} {letter.salt}".encode()
    digest = hmac.digest(settings().secret_key.encode(), said, "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _gone() -> Gone:
    return Gone(_l("This link does not work any more: it was used, it is too old, or you asked for a newer one."))
