"""Stars: setting them on people and services, and taking them off. Each is its owner's alone."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from inbox.clock import now
from inbox.config import settings
from inbox.errors import NotAllowed
from inbox.events import StarChanged
from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.models.star import Star
from inbox.transaction import tell, transaction


@transaction
def star_person(owner: Person, person: Person) -> None:
    """Stars that person; once is as good as twice. Raises NotAllowed."""
    if owner.id == person.id:
        raise NotAllowed(_l("You cannot star yourself."))
    _set(owner, person.id, person_id=person.id)


@transaction
def unstar_person(owner: Person, person: Person) -> None:
    """Takes the star off that person, if there is one."""
    _take_off(owner, person.id, Star.person_id == person.id)


@transaction
def star_service(owner: Person, service: Service) -> None:
    """Stars a service that others see; once is as good as twice. Raises NotAllowed."""
    if owner.id == service.owner_id:
        raise NotAllowed(_l("You cannot star your own service."))
    offerer = db.session.get(Person, service.owner_id)
    if not db.session.scalar(Service.offered_by(offerer).where(Service.id == service.id)):
        raise NotAllowed(_l("This service is not offered at the moment."))
    _set(owner, service.owner_id, service_id=service.id)


@transaction
def unstar_service(owner: Person, service: Service) -> None:
    """Takes the star off that service, if there is one."""
    _take_off(owner, service.owner_id, Star.service_id == service.id)


def _set(owner: Person, about_id: int, **thing: int) -> None:
    """Under the lock of the owner's row, so that two forms at once are one star, and the last that fits is the last.
    Others may point at that row meanwhile: two people who star each other do not wait for each other."""
    db.session.execute(select(Person.id).where(Person.id == owner.id).with_for_update(key_share=True))
    if db.session.scalar(Star.of(owner).filter_by(**thing)):
        return
    most = settings().stars_max
    if db.session.scalar(select(func.count()).where(Star.owner_id == owner.id)) >= most:
        raise NotAllowed(_l("You have %(number)s stars, and no more are possible. Take one off first.", number=most))
    db.session.add(Star(owner_id=owner.id, created_at=now(), **thing))
    tell(StarChanged(about_id, (owner.id,)))


def _take_off(owner: Person, about_id: int, on_it) -> None:
    if db.session.execute(delete(Star).where(Star.owner_id == owner.id, on_it)).rowcount:
        tell(StarChanged(about_id, (owner.id,)))
