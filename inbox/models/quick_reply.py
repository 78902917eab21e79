"""Quick replies: texts that a freelancer wrote once, to be put into messages and never sent by themselves."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person
from inbox.text import excerpt, semblance

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]{1,40})(?:\|([^{}|\n]{0,200}))?\}")


class QuickReply(db.Model):
    """One text of one freelancer, in the order that they chose. Nobody else sees it before it is in a message."""

    __tablename__ = "quick_reply"
    __table_args__ = (
        UniqueConstraint("owner_id", "folded"),
        Index("ix_quick_reply_order", "owner_id", "position", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(240))  # `fold` of the title: no two of one person look the same
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @staticmethod
    def fold(title: str) -> str:
        """What a title looks like, no longer than its column."""
        return semblance(title)[:240]

    @classmethod
    def of(cls, owner: Person) -> Select:
        """All of that person's, in their order."""
        return select(cls).where(cls.owner_id == owner.id).order_by(cls.position, cls.id)


@dataclass(frozen=True)
class Filled:
    """A quick reply as it is put into a message for somebody. `open`: the placeholders that stayed as they are;
    `files`: how many go along."""

    id: int
    title: str
    text: str
    open: tuple[str, ...]
    files: int = 0

    @property
    def beginning(self) -> str:
        """Its text in one short line."""
        return excerpt(self.text, 80)


PLACEHOLDERS: Mapping[str, Callable[[Person, Person], str]] = {
    "username": lambda _owner, other: other.username,
    "first_name": lambda _owner, other: (other.display_name.split() or [""])[0],
    "order_number": lambda _owner, _other: "",  # until orders are there
    "my_name": lambda owner, _other: owner.name,
}
"""What can be filled in for a conversation, and with what; '' when there is nothing."""


def filled(reply: QuickReply, owner: Person, other: Person, files: int = 0) -> Filled:
    """The text for that person: each placeholder by its value, or else its fall-back. One that is unknown, or that has
    neither, stays as it was typed."""
    left: dict[str, None] = {}

    def value(found: re.Match) -> str:
        known = PLACEHOLDERS.get(found[1])
        said = (known(owner, other) if known else "") or (found[2] if known and found[2] else "")
        if not said:
            left[found[0]] = None
        return said or found[0]

    text = _PLACEHOLDER.sub(value, reply.body)
    return Filled(reply.id, reply.title, text, tuple(left), files)


def unknown(body: str) -> list[str]:
    """The placeholders of that text that nothing is known of, as they were typed."""
    return list(dict.fromkeys(found[0] for found in _PLACEHOLDER.finditer(body) if found[1] not in PLACEHOLDERS))
