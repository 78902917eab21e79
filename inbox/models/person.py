"""People: clients, freelancers, or both."""

import re
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Select, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, validates
from sqlalchemy.types import JSON

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.text import hue, initials, semblance

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,29}")
"""What a new username may be, in lower case."""
NAME_IN_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
"""What can be looked up as a username; some are older, or shorter, than the rule for new ones."""

ROLES = {
    "client": "role_client",
    "freelancer": "role_freelancer",
    "moderator": "moderator",
    "administrator": "administrator",
}
"""What a person can be, and the column that says so."""


def name_key(name: str) -> str:
    """What a name looks like, no longer than its column."""
    return semblance(name)[:60]


class Person(db.Model):
    """One account."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("role_client OR role_freelancer OR moderator OR administrator", name="has_a_role"),
        Index("ix_person_directory", "role_freelancer", "id"),
        Index(
            "uq_person_email_confirmed",
            "email",
            unique=True,
            sqlite_where=db.text("email_confirmed_at IS NOT NULL"),
            postgresql_where=db.text("email_confirmed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(30), unique=True)  # lower case
    email: Mapped[str] = mapped_column(String(254), index=True)  # lower case; several may name one
    password_hash: Mapped[str] = mapped_column(String(200))
    display_name: Mapped[str] = mapped_column(String(60), default="")
    role_client: Mapped[bool] = mapped_column(default=False)
    role_freelancer: Mapped[bool] = mapped_column(default=False)
    moderator: Mapped[bool] = mapped_column(default=False)
    bio: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    languages: Mapped[list] = mapped_column(JSON, default=list)  # [[code, level], ...]
    locale: Mapped[str] = mapped_column(String(8), default="en")
    enter_key: Mapped[str] = mapped_column(String(8), default="line")  # line | send
    unread: Mapped[int] = mapped_column(default=0)  # conversations that are TOLD, see models/participation.py
    created_at: Mapped[object] = mapped_column(Moment, default=now)
    name_key: Mapped[str] = mapped_column(String(60), default="", index=True)  # what the display name looks like
    response_seconds: Mapped[int | None] = mapped_column(default=None)  # median to the first answer to a new client
    response_rate: Mapped[int | None] = mapped_column(default=None)  # percent answered in time; for this person alone
    shortcuts: Mapped[bool] = mapped_column(default=True)  # whether single keys do something
    notify: Mapped[bool] = mapped_column(default=False)  # whether the browser tells of new messages
    notify_text: Mapped[bool] = mapped_column(default=False)  # whether it shows what they say
    hold_seconds: Mapped[int] = mapped_column(default=0, server_default="0")  # own messages wait so long to be undone
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")  # own messages held, scheduled or refused
    presence_hidden: Mapped[bool] = mapped_column(default=False)
    shows_reading: Mapped[bool] = mapped_column(default=True)
    working_hours: Mapped[list] = mapped_column(JSON, default=list)  # of each weekday: [from, until], or none
    away_from: Mapped[date | None] = mapped_column(default=None)
    away_until: Mapped[date | None] = mapped_column(default=None)  # the last day
    away_message: Mapped[str] = mapped_column(Text, default="")
    takes_new_clients: Mapped[bool] = mapped_column(default=True)
    budget_min: Mapped[int | None] = mapped_column(BigInteger, default=None)  # minor units
    budget_currency: Mapped[str] = mapped_column(String(3), default="EUR")
    starred: Mapped[int] = mapped_column(default=0, server_default="0")  # conversations that are STARRED
    email_confirmed_at: Mapped[object | None] = mapped_column(Moment, default=None)  # whose the address is
    administrator: Mapped[bool] = mapped_column(default=False, server_default=db.false())
    limited_until: Mapped[datetime | None] = mapped_column(Moment, default=None)  # writes to no new people until then
    suspended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)  # what Sanction.in_force says, in brief
    warned: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # has not confirmed a warning yet

    translate_to: Mapped[str] = mapped_column(String(8), default="en", server_default="en")  # own language, of reading
    translates: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # new messages, by itself
    answered: Mapped[bool] = mapped_column(default=False, server_default=db.false())  # what became of a report is new

    assistant_name: Mapped[str] = mapped_column(String(60), default="", server_default="")  # of models/assistant.py

    @validates("display_name")
    def _look_at(self, _field: str, display_name: str) -> str:
        self.name_key = name_key(display_name)
        return display_name

    @property
    def name(self) -> str:
        """What others read: the display name, else the username."""
        return self.display_name or self.username

    def is_seen_among(self, online: set[int]) -> bool:
        """Whether others see this person online, when these are: who hides it never is."""
        return self.id in online and not self.presence_hidden

    def shares_readings_with(self, other: "Person") -> bool:
        """Whether each of the two sees what the other has read: only while both say so, for whatever was read."""
        return self.shows_reading and other.shows_reading

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def hue(self) -> int:
        return hue(self.id)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The codes of the languages that the person speaks, without regions, in their order."""
        return tuple(str(code).partition("-")[0] for code, _level in self.languages)

    @property
    def roles(self) -> list[str]:
        """What this person is, in the words of `ROLES`."""
        return [role for role, column in ROLES.items() if getattr(self, column)]

    @classmethod
    def named(cls, username) -> Select:
        """The person with that username, whatever its case."""
        return select(cls).where(cls.username == func.lower(username))

    @classmethod
    def of_address(cls, email: str) -> Select:
        """Whose that e-mail address is: the person who confirmed it."""
        return select(cls).where(cls.email == email, cls.email_confirmed_at.is_not(None))

    @classmethod
    def giving(cls, email: str) -> Select:
        """The last one who gave that e-mail address, and has not confirmed it."""
        given = select(cls).where(cls.email == email, cls.email_confirmed_at.is_(None))
        return given.order_by(cls.id.desc()).limit(1)

    @classmethod
    def looking_like(cls, name: str) -> Select:
        """The people whose username or display name a reader could take for that name."""
        key = name_key(name)
        return select(cls).where((cls.username == key) | (cls.name_key == key))

    @classmethod
    def freelancers(cls, words: str, after: int | None) -> Select:
        """The directory: freelancers, newest last, whose name or username holds the words."""
        found = select(cls).where(cls.role_freelancer, cls.suspended_at.is_(None)).order_by(cls.id)
        if words:
            found = found.where(
                cls.username.icontains(words, autoescape=True) | cls.display_name.icontains(words, autoescape=True)
            )
        return found.where(cls.id > after) if after else found

    @classmethod
    def listed(cls, words: str, role: str, after: int | None) -> Select:
        """All people as administrators see them, newest first: whose names or address hold the words, of that role."""
        found = select(cls).order_by(cls.id.desc())
        if words:
            fields = (cls.username, cls.display_name, cls.email)
            found = found.where(or_(*(field.icontains(words, autoescape=True) for field in fields)))
        if role:
            found = found.where(getattr(cls, ROLES[role]))
        return found.where(cls.id < after) if after else found

    @classmethod
    def translating(cls, ids) -> Select:
        """(number, language) of those of these people who have new messages translated."""
        return select(cls.id, cls.translate_to).where(cls.id.in_(ids), cls.translates)

    @property
    def standing(self) -> str:
        """What the person is told of on every page: "suspended", "warned", "answered", or ""."""
        told = {"suspended": self.is_suspended, "warned": self.warned, "answered": self.answered}
        return next((word for word, is_so in told.items() if is_so), "")

    @property
    def is_suspended(self) -> bool:
        """Whether this person may read what they have, and no more."""
        return self.suspended_at is not None

    @property
    def moderates(self) -> bool:
        """Whether this person looks at reports and decides them."""
        return (self.moderator or self.administrator) and not self.is_suspended

    def is_limited(self, at: datetime) -> bool:
        """Whether this person may write at that moment to nobody outside of their contacts. A clock that was set back
        does not end it."""
        return self.limited_until is not None and self.limited_until > at

    def may_be_written_first_by(self, author: "Person") -> bool:
        """A freelancer cannot open a conversation with a client who never wrote."""
        return self.role_freelancer or not author.role_freelancer
