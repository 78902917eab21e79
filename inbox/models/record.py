"""Records: every look and every act of a moderator, and what administrators do. The database itself refuses to change
or delete one."""

from datetime import datetime

from sqlalchemy import Select, String, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person

LOOKED, DISMISSED, WARNED, SUSPENDED, LIFTED = "looked", "dismissed", "warned", "suspended", "lifted"
GRANTED, REJECTED = "granted", "rejected"
GIVEN = {"moderator": "moderates", "administrator": "administers"}
TAKEN = {"moderator": "moderated", "administrator": "administered"}
"""What is written of a role that somebody got, or lost; the others are people's own choice."""
RETRIED = "retried"


class Record(db.Model):
    """Who did what, when, with which case, about whom. No foreign keys: it outlives all that it names.

    `actor_id` is nobody where it followed from the rules, or was done from the command line.
    """

    __tablename__ = "record"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    actor_id: Mapped[int | None] = mapped_column(Id, default=None)
    what: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[int | None] = mapped_column(Id, index=True, default=None)
    about_id: Mapped[int | None] = mapped_column(Id, default=None)
    sanction_id: Mapped[int | None] = mapped_column(Id, default=None)

    @classmethod
    def newest(cls, before: int | None) -> Select:
        """(record, who did it, whom it is about; none where the account is gone), the newest first."""
        actor, about = aliased(Person, name="actor"), aliased(Person, name="about")
        found = select(cls, actor, about).outerjoin(actor, actor.id == cls.actor_id)
        found = found.outerjoin(about, about.id == cls.about_id).order_by(cls.id.desc())
        return found.where(cls.id < before) if before else found
