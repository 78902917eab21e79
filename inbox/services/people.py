"""People: making an account, and how pages look for them."""

import unicodedata
from zoneinfo import available_timezones

import email_validator
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from inbox import passwords
from inbox.config import settings
from inbox.errors import Invalid, TooMany
from inbox.events import RoleGranted, SettingsChanged
from inbox.extensions import db
from inbox.models.entry import Kind, of_person
from inbox.models.person import ROLES as COLUMNS
from inbox.models.person import USERNAME, Person
from inbox.services import confirmations, entries
from inbox.text import unstorable
from inbox.throttle import throttle
from inbox.transaction import take_turns, tell, transaction

LOCALES = ("en", "fr")
NAMES = "names"  # whoever takes a name waits for whoever is taking one: two must not look the same
ENTER_KEYS = ("line", "send")
SWITCH = {"on": True, "off": False}
HOLDS = ("0", "5", "10")
"""Seconds for which people may hold their own messages, as a form gives them."""
ROLES = {
    "client": ("role_client",),
    "freelancer": ("role_freelancer",),
    "both": ("role_client", "role_freelancer"),
}

email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()  # a house's own mail may well live under .local or .test


def sign_up(username: str, email: str, password: str, role: str, locale: str, time_zone: str, address: str) -> Person:
    """Makes an account. `address` is where the request came from.

    Raises Invalid with a sentence for each field, TooMany when this address made too many accounts.
    """
    username, email = username.strip().lower(), email.strip().lower()
    errors = _wrong_names(username, email) | wrong_password(password, username)
    if role not in ROLES:
        errors["role"] = _l("Choose whether you are a client or a freelancer")
    if errors:
        raise Invalid(errors)
    window = (settings().signups_address, 3600, "sign-up", address)
    if not throttle().hit(*window):
        raise TooMany(_l("Too many accounts were made from here. Try again later."), throttle().wait(*window))
    return _open_account(
        username=username, email=email, password_hash=passwords.hash_of(password), roles=ROLES[role],
        locale=locale if locale in LOCALES else "en", time_zone=known_zone(time_zone),
    )  # fmt: skip


def create(username: str, email: str, password: str, roles: list[str]) -> Person:
    """Makes an account for somebody else, as whoever runs Halle may: with any roles (see models/person.py).

    Raises Invalid with a sentence for each field.
    """
    username, email = username.strip().lower(), email.strip().lower()
    if errors := _wrong_names(username, email) | wrong_password(password, username):
        raise Invalid(errors)
    return _open_with(roles, username=username, email=email, password_hash=passwords.hash_of(password))


@transaction
def _open_with(roles: list[str], **fields) -> Person:
    person = _open_account(roles=tuple(COLUMNS[role] for role in roles), **fields)
    for role in roles:
        tell(RoleGranted(person.id, role, None, (person.id,)))
    return person


@transaction
def _open_account(**fields) -> Person:
    """The account, and the letter that asks to confirm its address: the same whether anybody has that address."""
    person = register(**fields)
    confirmations.write(person.username)
    return person


@transaction
def register(username: str, email: str, password_hash: str, roles: tuple[str, ...], **more) -> Person:
    """Stores an account whose fields are known to be right. Raises Invalid when the name is taken."""
    take_turns(NAMES)
    if db.session.scalar(Person.looking_like(username).with_only_columns(Person.id).limit(1)):
        raise Invalid({"username": _l("This name is taken")})
    person = Person(username=username, email=email, password_hash=password_hash, **dict.fromkeys(roles, True), **more)
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError as error:  # PostgreSQL: another request took the name meanwhile
        raise Invalid({"username": _l("This name is taken")}) from error
    entries.add(Kind.PERSON, person.id, of_person(person.username, person.display_name))
    return person


@transaction
def change_settings(person: Person, locale: str, time_zone: str, enter_key: str, shortcuts: str, hold: str) -> None:
    """How pages look for this person, and for how many seconds their messages are held. Raises Invalid."""
    errors = {}
    if locale not in LOCALES:
        errors["language"] = _l("Choose a language from the list")
    if time_zone not in available_timezones():
        errors["time_zone"] = _l("Choose a time zone from the list")
    if enter_key not in ENTER_KEYS:
        errors["enter_key"] = _l("Choose what the Enter key does")
    if shortcuts not in SWITCH:
        errors["shortcuts"] = _l("Choose whether the shortcuts are on")
    if hold not in HOLDS:
        errors["hold"] = _l("Choose for how long your messages can be undone")
    if errors:
        raise Invalid(errors)
    person.locale, person.time_zone, person.enter_key = locale, time_zone, enter_key
    person.shortcuts, person.hold_seconds = SWITCH[shortcuts], int(hold)
    tell(SettingsChanged((person.id,)))


@transaction
def choose_enter_key(person: Person, enter_key: str) -> None:
    """What the Enter key does for this person. Raises Invalid."""
    if enter_key not in ENTER_KEYS:
        raise Invalid({"enter_key": _l("Choose what the Enter key does")})
    person.enter_key = enter_key
    tell(SettingsChanged((person.id,)))


@transaction
def speak(person: Person, locale: str) -> None:
    """The language of the pages for this person. Raises Invalid."""
    if locale not in LOCALES:
        raise Invalid({"language": _l("Choose a language from the list")})
    person.locale = locale
    tell(SettingsChanged((person.id,)))


def wrong_password(password: str, username: str) -> dict:
    """What is wrong with a new password, as errors of the field."""
    length = len(unicodedata.normalize("NFC", password))
    if length < settings().password_min:
        return {"password": _l("Use %(number)s characters or more", number=settings().password_min)}
    if length > settings().password_max:
        return {"password": _l("Use at most %(number)s characters", number=settings().password_max)}
    if unstorable(password):
        return {"password": _l("The password holds a character that cannot be typed")}
    if password.casefold() == username:
        return {"password": _l("The password must differ from the username")}
    return {}


def known_zone(name: str) -> str:
    """That time zone, or UTC when there is none of this name."""
    return name if name in available_timezones() else "UTC"


def _wrong_names(username: str, email: str) -> dict:
    errors = {}
    if not USERNAME.fullmatch(username):
        errors["username"] = _l(
            "Use 3 to 30 letters a to z, digits, dots, dashes or underscores, starting with a letter or a digit"
        )
    try:
        email_validator.validate_email(email, check_deliverability=False, globally_deliverable=False)
    except (email_validator.EmailNotValidError, UnicodeError, ValueError):
        errors["email"] = _l("Enter an email address such as name@example.org")
    return errors
