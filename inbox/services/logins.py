"""Logging in and out. A login is a row; the cookie only names it."""

import hashlib
import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, or_, select, update

from inbox import devices, passwords, prepared
from inbox.clock import now
from inbox.config import settings
from inbox.database import built_once
from inbox.errors import Invalid
from inbox.events import LoginEnded
from inbox.extensions import db
from inbox.models.login import Login
from inbox.models.person import Person
from inbox.prepared import Entity
from inbox.text import unstorable
from inbox.throttle import throttle
from inbox.transaction import tell, transaction


def log_in(name: str, password: str, address: str, agent: str = "") -> str:
    """Checks a username or e-mail address and a password; returns the token of a new login. `agent` is what the browser
    says that it is.

    The answer and its time are the same for a wrong password and for a name that nobody has. Raises Invalid, TooMany.
    """
    name = name.strip().lower()[:254]
    meant = [(person.password_hash, person.id) if person else (None, None) for person in _meant_by(name)]
    stored = proven(name, password, [hashed for hashed, _ in meant], address)
    if stored is None:
        raise Invalid({"password": _l("The name or the password is not right")})
    return open_for(dict(meant)[stored], agent)


def _meant_by(name: str) -> list[Person | None]:
    """Whom that name may mean: of an e-mail address two are asked for, who confirmed it and who gave it last. For each
    name of a kind there are as many, and as much work, so that nobody learns by a log-in whose an address is."""
    if "@" not in name:
        return [None if unstorable(name) else db.session.scalar(Person.named(name))]
    found = (Person.of_address(name), Person.giving(name))
    return [None if unstorable(name) else db.session.scalar(each) for each in found]


def proven(name: str, password: str, stored: list[str | None], address: str) -> str | None:
    """Which of the stored ones is this password, within the limits of tries for that name from that address. All of
    them are looked at. Raises TooMany."""
    db.session.rollback()  # hashing takes long: nothing is held meanwhile
    windows = _windows(name, address)
    _refuse_when_too_many(windows)
    short = len(password) <= settings().password_max
    found = [hashed for hashed in stored if passwords.matches(password, hashed)] if short else []
    if not found:
        for window in windows[1:]:
            throttle().hit(*window)
        return None
    throttle().forget(*windows[0])
    return found[0]


@transaction
def open_for(person_id: int, agent: str = "") -> str:
    """A new login of this person; returns its token. `agent` is what the browser says that it is."""
    token = secrets.token_urlsafe(32)
    device = {"browser": devices.browser_of(agent), "system": devices.system_of(agent)}
    db.session.add(Login(person_id=person_id, token_hash=token_hash(token), created_at=now(), seen_at=now(), **device))
    return token


class Held:
    """An open login and whose it is, as they were read: rows, of which an entity is made for who asks for one."""

    def __init__(self, row: tuple):
        self._login, self._person = row[: len(_LOGIN)], row[len(_LOGIN) :]

    @property
    def login(self) -> Login:
        return _LOGIN.made(db.session, self._login)

    @property
    def person(self) -> Person:
        return _PERSON.made(db.session, self._person)

    def of_login(self, name: str):
        """What the row of the login says."""
        return self._login[_LOGIN.at[name]]

    def of_person(self, name: str):
        """What the row of the person says."""
        return self._person[_PERSON.at[name]]


_LOGIN, _PERSON = Entity(Login), Entity(Person)


def find(token: str) -> Held | None:
    """The open login that this token names, and whose it is."""
    found = prepared.row(db.session, *_of_token(Login.oldest(settings().login_days), token_hash(token)))
    return found and Held(found)


@built_once
def _of_token(oldest, token_hash) -> Select:
    columns = (*_LOGIN.columns, *_PERSON.columns)
    return Login.open(oldest).where(Login.token_hash == token_hash).with_only_columns(*columns)


@transaction
def touch(login_id: int) -> None:
    """The login was used: it lives on."""
    db.session.execute(update(Login).where(Login.id == login_id).values(seen_at=now()))


@transaction
def log_out(login: Login) -> None:
    """Ends a login: copies of its cookie and its open sockets end with it."""
    if login.ended_at is None:
        login.ended_at = now()
        tell(LoginEnded(login.id, (login.person_id,)))


@transaction
def log_out_others(login: Login) -> None:
    """Ends all other logins of its person."""
    theirs = select(Login).where(Login.person_id == login.person_id, Login.id != login.id, Login.ended_at.is_(None))
    for other in db.session.scalars(theirs).all():
        log_out(other)


@transaction
def log_out_all(person_id: int) -> None:
    """Ends all logins of that person."""
    theirs = select(Login).where(Login.person_id == person_id, Login.ended_at.is_(None))
    for login in db.session.scalars(theirs).all():
        log_out(login)


@transaction
def forget_old() -> int:
    """Deletes the logins that ended, or that nobody used for `login_days`; returns how many."""
    limit = now() - timedelta(days=settings().login_days)
    old = delete(Login).where(or_(Login.ended_at < limit, Login.seen_at < limit))
    return db.session.execute(old).rowcount


def token_hash(token: str) -> str:
    """What the database keeps of a token: whoever reads the database cannot log in with it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _windows(name: str, address: str) -> tuple[tuple, ...]:
    limits = settings()
    return (
        (limits.login_tries, 900, "log-in", address, name),
        (limits.login_tries_name, 3600, "log-in name", name),
        (limits.login_tries_address, 900, "log-in address", address),
    )


def _refuse_when_too_many(windows) -> None:
    """The tries of one name from one address are counted before the password is looked at, so that parallel tries
    cannot slip through; those of a name or an address as a whole when they fail."""
    for window in windows:
        allowed = throttle().hit(*window) if window is windows[0] else throttle().free(*window)
        if not allowed:
            raise throttle().refusal(*window)
