"""Services: what freelancers offer. Only their owner changes them, and only a freelancer has any."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from inbox.config import settings
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.service import CATEGORIES, DELIVERY_DAYS, DESCRIPTION_MAX, PRICE, REVISIONS, TITLE, Service
from inbox.money import CURRENCIES, amount
from inbox.services import bodies
from inbox.text import clean, is_blank, plain, unstorable
from inbox.transaction import transaction

KEY_MAX = 64
UNLIMITED = "unlimited"


@transaction
def create(owner: Person, key: str, **typed: str) -> Service:
    """Adds a service with these fields, as they were typed.

    `key` makes a double click land once. Raises Invalid, NotAllowed, or Conflict for the same key with other fields.
    """
    owner, values = _locked(owner), checked(typed)
    if not 1 <= len(key) <= KEY_MAX or unstorable(key):
        raise Conflict(_l("This form cannot be sent. Send it again; what you typed stays."))
    if made := db.session.scalar(Service.of(owner).where(Service.key == key)):
        return _same(made, values)
    _refuse_when_full(owner)
    service = Service(owner_id=owner.id, key=key, **values)
    db.session.add(service)
    db.session.flush()
    return service


@transaction
def update(owner: Person, service_id: int, **typed: str) -> Service:
    """Changes one's own service to these fields, as they were typed. Raises Invalid, NotAllowed."""
    service = _own(owner, service_id)
    for name, value in checked(typed).items():
        setattr(service, name, value)
    return service


@transaction
def activate(owner: Person, service_id: int) -> None:
    """Shows one's own service to others. Raises NotAllowed."""
    _own(owner, service_id).active = True


@transaction
def deactivate(owner: Person, service_id: int) -> None:
    """Keeps one's own service from others. Raises NotAllowed."""
    _own(owner, service_id).active = False


@transaction
def destroy(owner: Person, service_id: int) -> None:
    """Removes one's own service for good. Raises NotAllowed."""
    db.session.delete(_own(owner, service_id))


def refuse_all_but_freelancers(person: Person) -> None:
    """Raises NotAllowed for somebody who is no freelancer."""
    if not person.role_freelancer:
        raise NotAllowed(_l("Only freelancers offer services."))


def checked(typed: dict[str, str]) -> dict:
    """The fields as they are stored. Raises Invalid with a sentence for each that is wrong."""
    values, errors = {}, {}
    for name, read in READERS.items():
        try:
            values[name] = read(typed.get(name, ""))
        except Invalid as wrong:
            errors[name] = wrong.sentence
    if errors:
        raise Invalid(errors)
    return values


def _locked(owner: Person) -> Person:
    """The owner under the lock of their row, so that two forms at once cannot both be the thirtieth."""
    found = select(Person).where(Person.id == owner.id).with_for_update()
    owner = db.session.scalar(found.execution_options(populate_existing=True))
    refuse_all_but_freelancers(owner)
    return owner


def _own(owner: Person, service_id: int) -> Service:
    owner = _locked(owner)
    service = db.session.scalar(Service.of(owner).where(Service.id == service_id))
    if service is None:
        raise NotAllowed(_l("Only its owner can change a service."))
    return service


def _same(made: Service, values: dict) -> Service:
    if {name: getattr(made, name) for name in values} != values:
        raise Conflict(_l("This form was already used to add another service. Send it again to add this one."))
    return made


def _refuse_when_full(owner: Person) -> None:
    most = settings().services_max
    if db.session.scalar(select(func.count()).where(Service.owner_id == owner.id)) >= most:
        raise NotAllowed(_l("You have %(number)s services, and no more are possible. Remove one first.", number=most))


def _title(text: str) -> str:
    shortest, longest = TITLE
    title = plain(text)
    if unstorable(text) or is_blank(title) or not shortest <= len(title) <= longest:
        sentence = _l("Enter a title of %(shortest)s to %(longest)s characters", shortest=shortest, longest=longest)
        raise Invalid({"title": sentence})
    return title


def _description(text: str) -> str:
    text = clean(text).strip()
    if wrong := bodies.wrong_with(text, DESCRIPTION_MAX):
        raise Invalid({"description": wrong})
    return "" if is_blank(text) else text


def _price(text: str) -> int:
    price = amount(text)
    if price is None or not PRICE[0] <= price <= PRICE[1]:
        raise Invalid({"price_from": _l("Enter a price from 1 to 1,000,000, such as 350 or 12.50")})
    return price


def _delivery_days(text: str) -> int:
    days = _whole(text, *DELIVERY_DAYS)
    if days is None:
        raise Invalid({"delivery_days": _l("Enter a number of days from 1 to 365")})
    return days


def _revisions(text: str) -> int | None:
    if text == UNLIMITED:
        return None
    revisions = _whole(text, *REVISIONS)
    if revisions is None:
        raise Invalid({"revisions": _l("Choose a number of revisions from the list")})
    return revisions


def _whole(text: str, lowest: int, highest: int) -> int | None:
    text = text.strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= 3
    return int(text) if is_number and lowest <= int(text) <= highest else None


def _one_of(name: str, offered, sentence) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in offered:
            raise Invalid({name: sentence})
        return text

    return read


READERS: dict[str, Callable] = {
    "title": _title,
    "category": _one_of("category", CATEGORIES, _l("Choose a category from the list")),
    "description": _description,
    "price_from": _price,
    "currency": _one_of("currency", CURRENCIES, _l("Choose a currency from the list")),
    "delivery_days": _delivery_days,
    "revisions": _revisions,
    "active": bool,
}
"""Each field of the form, and what makes a value of what was typed; a box that is not ticked is no text."""
