"""Rows: the conversations as a list draws them for one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from inbox.models.label import FOLLOW_UP, LabelShown
from inbox.text import hue, initials

CONVERSATION, KEY, UNREAD, OTHER, USERNAME = 0, 1, 6, 7, 8
"""Where these stand in what `Participation.newest` selects."""


class Row(NamedTuple):
    """A conversation as the list draws it."""

    conversation_id: int
    key: int
    other_id: int
    username: str
    name: str
    initials: str
    hue: int
    online: bool
    at: datetime
    excerpt: str
    excerpt_own: bool
    excerpt_deleted: bool
    unread: int
    draft: str
    place: str
    starred: bool
    marked: bool
    blocked: bool
    snoozed_until: datetime | None
    suspended: bool  # the other one
    cleared: bool
    follow_up: bool
    labels: tuple[tuple[str, int], ...]  # the name and the colour of each
    current: bool  # whether its conversation is open

    @property
    def new(self) -> bool:
        """Whether it is drawn as unread."""
        return self.unread > 0 or self.marked


def rows(
    found: Sequence, viewer_id: int, online: set[int], labels: Mapping[int, LabelShown], open_id: int | None = None
) -> list[Row]:
    """The rows of the list from what `Participation.newest` selected. `labels`: the viewer's by their slots, which may
    be missing where no row is drawn. `open_id`: the person whose conversation is open."""
    return [
        Row(
            conversation_id=conversation_id,
            key=key,
            other_id=other_id,
            username=username,
            name=name or username,
            initials=initials(name or username),
            hue=hue(other_id),
            online=other_id in online and not (hidden or blocked or barred),
            at=at,
            excerpt="" if cleared else excerpt,
            excerpt_own=author_id == viewer_id,
            excerpt_deleted=deleted,
            unread=unread,
            draft=draft or "",
            place=place,
            starred=starred,
            marked=marked,
            blocked=blocked,
            snoozed_until=snoozed_until,
            suspended=bool(suspended),
            cleared=bool(cleared),
            follow_up=bool(bits & 1 << FOLLOW_UP),
            labels=_named(bits, labels),
            current=other_id == open_id,
        )
        for (conversation_id, key, at, author_id, excerpt, deleted, unread, other_id, username, name, draft, hidden,
             place, starred, marked, blocked, barred, snoozed_until, suspended, cleared, bits) in found
    ]  # fmt: skip


def _named(bits: int, labels: Mapping[int, LabelShown]) -> tuple[tuple[str, int], ...]:
    own = bits & ~(1 << FOLLOW_UP)
    return tuple((label.name, label.colour) for slot, label in labels.items() if own & 1 << slot) if own else ()
