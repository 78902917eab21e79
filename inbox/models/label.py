"""Labels: what a person calls conversations, for themselves alone."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from inbox.clock import now
from inbox.database import Id, Moment
from inbox.extensions import db
from inbox.models.person import Person
from inbox.text import likeness

OWN, BUILT_IN = "own", "follow-up"
FOLLOW_UP = 0
"""The slot of the built-in label."""
COLOURS = range(1, 9)
"""The hues of the style sheet."""
MOST = 60
"""More than this no setting can allow: the labels of a conversation are the bits of one number."""


def folded(name: str) -> str:
    """What a name looks like: two labels of one person never look the same."""
    return likeness(name)


FOLLOW_UP_NAMES = frozenset(folded(name) for name in ("Follow-up", "Followup", "Suivi"))
"""What the built-in label is called, in our languages: a search knows it by these, and no other label looks like it."""


class Label(db.Model):
    """One label. `slot` is its bit in `Participation.labels`; `size` the number of conversations that have it,
    wherever they are. Follow-up is built in: its row is made when it is first used, and its name is the language's."""

    __tablename__ = "label"
    __table_args__ = (
        UniqueConstraint("owner_id", "folded"),
        UniqueConstraint("owner_id", "slot"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16), default=OWN)
    name: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(Text)
    colour: Mapped[int] = mapped_column(default=1)
    slot: Mapped[int]
    size: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @classmethod
    def of(cls, owner: Person) -> Select:
        """All labels of that person, Follow-up too once it was used."""
        return select(cls).where(cls.owner_id == owner.id)

    @property
    def bit(self) -> int:
        """Its part of `Participation.labels`."""
        return 1 << self.slot


class LabelShown(NamedTuple):
    """A label as pages show it to its owner."""

    id: int
    kind: str
    name: str
    colour: int
    slot: int
    size: int

    @property
    def bit(self) -> int:
        """Its part of `Participation.labels`."""
        return 1 << self.slot


class LabelOn(db.Model):
    """A label on a conversation, with the key by which lists go: a label's page is one range of an index."""

    __tablename__ = "label_on"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "owner_id"],
            ["participation.conversation_id", "participation.person_id"],
            ondelete="CASCADE",
        ),
        Index("ix_label_on_list", "label_id", "last_message_id"),
        Index("ix_label_on_conversation", "conversation_id", "owner_id"),
    )

    label_id: Mapped[int] = mapped_column(ForeignKey("label.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(Id)
    last_message_id: Mapped[int] = mapped_column(Id)

    @classmethod
    def followed(cls, owner_id: int):
        """The number of that person's Follow-up, in a statement."""
        return select(Label.id).where(Label.owner_id == owner_id, Label.slot == FOLLOW_UP).scalar_subquery()
