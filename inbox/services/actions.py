"""Actions: what menus and check boxes offer for conversations, each by its name, for one or for many.

What an action means is said by its verb, in `participations`, `labels` and `blocks`. Here is which of them there are.
Deleting is not among them: it asks first, and nothing takes it back.
"""

from collections.abc import Callable
from datetime import datetime

from inbox.extensions import db
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.services import blocks, labels, participations
from inbox.services.participations import Chosen
from inbox.transaction import transaction

Argument = int | datetime | None
"""A label or a moment, for the actions that need one."""
Verb = Callable[[Person, Chosen, Argument], list[Participation]]


@transaction
def perform(owner: Person, name: str, chosen: Chosen, argument: Argument = None) -> list[Participation]:
    """Does it to all of them; returns the sides that it changed. Raises what its verb raises, and then nothing was
    done to any."""
    return VERBS[name](owner, chosen, argument)


def _plain(verb) -> Verb:
    return lambda owner, chosen, _argument: verb(owner, chosen)


def _on_each(verb) -> Verb:
    """Of a verb about a person: on the other side of each conversation."""

    def do(owner: Person, chosen: Chosen, _argument: Argument = None) -> list[Participation]:
        parts = participations.mine(owner, chosen)
        was = {part.conversation_id: part.blocked for part in parts}
        for part in parts:
            verb(owner, db.session.get(Person, part.other_id))
        return [part for part in parts if part.blocked != was[part.conversation_id]]

    return do


VERBS: dict[str, Verb] = {
    "star": _plain(participations.star),
    "unstar": _plain(participations.unstar),
    "read": _plain(participations.mark_read),
    "unread": _plain(participations.mark_unread),
    "archive": _plain(participations.archive),
    "unarchive": _plain(participations.unarchive),
    "spam": _plain(participations.mark_spam),
    "unspam": _plain(participations.unmark_spam),
    "snooze": participations.snooze,
    "unsnooze": _plain(participations.unsnooze),
    "follow": _plain(labels.follow),
    "unfollow": _plain(labels.unfollow),
    "label": labels.apply,
    "unlabel": labels.remove,
    "block": _on_each(blocks.block),
    "unblock": _on_each(blocks.unblock),
}
WITH_ARGUMENT = frozenset(("snooze", "label", "unlabel"))
