"""Services: what a freelancer offers, and from which price."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person

CATEGORIES = {
    "logo": _l("Logo & brand"),
    "illustration": _l("Illustration"),
    "web": _l("Web development"),
    "writing": _l("Writing & translation"),
    "video": _l("Video & sound"),
    "photography": _l("Photography"),
    "marketing": _l("Marketing"),
    "other": _l("Other"),
}
"""Every category, and what pages call it."""

TITLE = (3, 80)
DESCRIPTION_MAX = 2000
PRICE = (100, 100_000_000)
DELIVERY_DAYS = (1, 365)
REVISIONS = (0, 50)


class Service(db.Model):
    """One thing that a freelancer offers. What is not active is seen by its owner alone."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("owner_id", "key"),
        CheckConstraint("price_from > 0", name="has_a_price"),
        Index("ix_service_owner", "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))  # of the form that made it
    title: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text, default="")
    price_from: Mapped[int] = mapped_column(BigInteger)  # minor units
    currency: Mapped[str] = mapped_column(String(3))
    delivery_days: Mapped[int]
    revisions: Mapped[int | None]  # none: as many as it takes
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[object] = mapped_column(Moment, default=now)

    @property
    def category_name(self):
        """What pages call its category."""
        return CATEGORIES.get(self.category, CATEGORIES["other"])

    @classmethod
    def of(cls, owner: Person) -> Select:
        """All services of that person, the oldest first."""
        return select(cls).where(cls.owner_id == owner.id).order_by(cls.id)

    @classmethod
    def offered_by(cls, person: Person) -> Select:
        """What others see of them; nothing once the person is no freelancer."""
        return cls.of(person).where(cls.active, db.literal(person.role_freelancer))

    @classmethod
    def seen(cls, *columns) -> Select:
        """These columns of the services that others see, with their owners to join on."""
        return (
            select(*columns).join_from(cls, Person, Person.id == cls.owner_id).where(cls.active, Person.role_freelancer)
        )
