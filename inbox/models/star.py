"""Stars: the people and services that somebody wants to find again. Nobody else ever sees them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.service import Service


class Star(db.Model):
    """One star of one person, on a person or on a service."""

    __tablename__ = "star"
    __table_args__ = (
        UniqueConstraint("owner_id", "person_id"),
        UniqueConstraint("owner_id", "service_id"),
        CheckConstraint("(person_id IS NULL) <> (service_id IS NULL)", name="on_one_thing"),
        Index("ix_star_owner", "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, default=None)
    service_id: Mapped[int | None] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @classmethod
    def of(cls, owner: Person) -> Select:
        """All stars of that person."""
        return select(cls).where(cls.owner_id == owner.id)

    @classmethod
    def is_on_person(cls, viewer_id):
        """A column beside people: whether the viewer starred them."""
        return exists().where(cls.owner_id == viewer_id, cls.person_id == Person.id)

    @classmethod
    def is_on_service(cls, viewer_id):
        """A column beside services: whether the viewer starred them."""
        return exists().where(cls.owner_id == viewer_id, cls.service_id == Service.id)

    @classmethod
    def newest(cls, viewer: Person) -> Select:
        """(Star, Person, Service or none) of what the viewer starred, the newest first: people, and services that
        can be seen; with a service comes its owner."""
        shown = or_(cls.service_id.is_(None), Service.active & Person.role_freelancer)
        return (
            select(cls, Person, Service)
            .outerjoin(Service, Service.id == cls.service_id)
            .join(Person, Person.id == db.func.coalesce(cls.person_id, Service.owner_id))
            .where(cls.owner_id == viewer.id, shown)
            .order_by(cls.id.desc())
        )


class Mark(NamedTuple):
    """The star that a page draws beside a person or a service, and whether the viewer set it."""

    kind: str  # person | service
    id: int
    name: str
    username: str  # of the person, or of the owner of the service
    starred: bool

    @property
    def dom_id(self) -> str:
        """Its id on a page."""
        return f"star-{self.kind}-{self.id}"


def mark_of_person(person: Person, starred: bool) -> Mark:
    """The star beside that person."""
    return Mark("person", person.id, person.name, person.username, bool(starred))


def mark_of_service(id: int, title: str, owner: Person, starred: bool) -> Mark:
    """The star beside that service."""
    return Mark("service", id, title, owner.username, bool(starred))
