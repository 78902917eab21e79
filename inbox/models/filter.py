"""Filters: which part of somebody's list a page shows. Each is one range of an index, whatever the amount of data."""

import re

from sqlalchemy import Select, and_

from inbox.extensions import db
from inbox.models.label import LabelOn
from inbox.models.participation import (
    ARCHIVED,
    INBOX,
    LISTED,
    SNOOZED,
    SPAM,
    STARRED,
    TOLD,
    WAITING,
    Participation,
    is_in,
)

FOLLOW = "follow-up"
NOTHING = db.false()
CONDITIONS = {
    "all": LISTED,
    "unread": TOLD,
    "starred": STARRED,
    "archived": is_in(ARCHIVED),
    "spam": is_in(SPAM),
    "offers": NOTHING,  # until offers are there
    "requests": NOTHING,  # until briefs are there
    "snoozed": is_in(SNOOZED),
    "waiting": WAITING,
}
"""Of the filters that go by the conversation alone; labels go by a table of their own."""
NAMES = ("all", "unread", "starred", "archived", "spam", "offers", "requests", FOLLOW, "snoozed", "waiting")
_LABEL = re.compile(r"label-([0-9]{1,18})")
PLACES = {"archived": ARCHIVED, "spam": SPAM, "snoozed": SNOOZED}
"""Where everything is that these show."""


def of_label(label_id: int) -> str:
    """The name of the filter of that label."""
    return f"label-{label_id}"


def label_of(name: str) -> int | None:
    """The label that the filter of that name is about."""
    found = _LABEL.fullmatch(name)
    return int(found[1]) if found else None


def is_known(name: str) -> bool:
    """Whether a filter can have that name."""
    return name in NAMES or label_of(name) is not None


def newest(viewer_id: int, name: str, after: int | None = None) -> Select:
    """What that filter shows the viewer, newest first; `after` a key, what comes below it."""
    if name in CONDITIONS:
        found, key = Participation.newest(viewer_id).where(CONDITIONS[name]), Participation.last_message_id
    else:
        found, key = _labelled(viewer_id, name), LabelOn.last_message_id
    return found if after is None else found.where(key < after)


def _labelled(viewer_id: int, name: str) -> Select:
    """By the keys that stand beside the label, so that its index gives the order."""
    label = LabelOn.followed(viewer_id) if name == FOLLOW else label_of(name)
    same = and_(LabelOn.conversation_id == Participation.conversation_id, LabelOn.owner_id == Participation.person_id)
    found = Participation.newest(viewer_id).join(LabelOn, same).where(LabelOn.label_id == label)
    return found.order_by(None).order_by(LabelOn.last_message_id.desc())


def place_of(name: str) -> str:
    """Where the conversations of that filter are: what need not be said of each."""
    return PLACES.get(name, INBOX)
