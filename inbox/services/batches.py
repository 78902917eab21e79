"""Batches: one action on many conversations at once, and its undoing.

What an action means for one conversation is said where it is for one: `participations`, `labels`, `blocks`. Here is
only which of them there are, and what takes each back. Deleting is not among them: nothing could take it back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Conflict, NotAllowed
from inbox.extensions import db
from inbox.models import filter as filters
from inbox.models.batch import Batch
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM, Participation
from inbox.models.person import Person
from inbox.services import blocks, conversations, labels, participations
from inbox.services.participations import Chosen
from inbox.transaction import transaction

Parts = list[Participation]


@dataclass(frozen=True)
class Action:
    """What is done to the chosen conversations, and how those that it changed become what they were. `argument` is a
    label or a moment, for those that need one."""

    do: Callable[[Person, Chosen, object], Parts]
    undo: Callable[[Person, Batch], object]


@transaction
def perform(owner: Person, action: str, chosen: Chosen, argument: int | datetime | None = None) -> Batch:
    """Does it to all of them, and keeps what it changed. Raises what the verb of that action raises, and then nothing
    was done to any."""
    participations.in_turn(owner)
    conversations.lock_all(chosen)
    before = {
        part.conversation_id: (part.conversation_id, part.place, part.snoozed_until)
        for part in participations.mine(owner, chosen)
    }
    changed = [part.conversation_id for part in ACTIONS[action].do(owner, chosen, argument)]
    batch = Batch(
        owner_id=owner.id, action=action, label_id=argument if isinstance(argument, int) else None,
        changed=len(changed), before=[_stored(*before[id_]) for id_ in changed], created_at=now(),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


@transaction
def undo(owner: Person, batch_id: int) -> Batch:
    """Takes it back where it still holds; twice is once. Raises NotAllowed, Conflict when it is too late."""
    participations.in_turn(owner)
    found = Batch.of(owner).where(Batch.id == batch_id).with_for_update()
    batch = db.session.scalar(found.execution_options(populate_existing=True))
    if batch is None:
        raise Conflict(_l("This cannot be undone any more."))
    conversations.lock_all(_ids(batch))
    if batch.undone_at is None:
        batch.undone_at = now()
        ACTIONS[batch.action].undo(owner, batch)
    return batch


@transaction
def forget_old() -> int:
    """Deletes what can be undone no more; returns how many."""
    limit = now() - timedelta(days=settings().batch_days)
    return db.session.execute(delete(Batch).where(Batch.created_at < limit)).rowcount


def matching(owner: Person, filter: str, up_to: int) -> Chosen:
    """All conversations of that filter, as they were when the newest message was that one: what came since is not
    among them. As many as one batch may hold."""
    found = filters.newest(owner.id, filter).with_only_columns(
        Participation.conversation_id, Participation.last_message_id, maintain_column_froms=True
    )
    found = found.where(Participation.last_message_id <= up_to).limit(settings().batch_max)
    return dict(db.session.execute(found).tuples().all())


def _stored(conversation_id: int, place: str, until: datetime | None) -> list:
    return [conversation_id, place, until.isoformat() if until else None]


def _ids(batch: Batch) -> dict[int, None]:
    return {conversation_id: None for conversation_id, _, _ in batch.before}


def _back(*places: str):
    """Those that are still where the action put them go back to where each was."""

    def undo(owner: Person, batch: Batch) -> None:
        was = {id_: (place, until) for id_, place, until in batch.before}
        groups: dict[tuple, Parts] = {}
        for part in participations.mine(owner, was):
            if part.place in places:
                groups.setdefault(was[part.conversation_id], []).append(part)
        for (place, until), parts in groups.items():
            moment = datetime.fromisoformat(until) if until else None
            participations.change(owner, parts, place=place, snoozed_until=moment)

    return undo


def _marked(value: bool):
    """Marks them as unread by hand, or not."""

    def undo(owner: Person, batch: Batch) -> None:
        parts = [part for part in participations.mine(owner, _ids(batch)) if not part.is_empty]
        participations.change(owner, parts, marked=value)

    return undo


def _simple(verb):
    return lambda owner, chosen, _argument: verb(owner, chosen)


def _reverse(verb):
    return lambda owner, batch: verb(owner, _ids(batch))


def _label_back(verb):
    def undo(owner: Person, batch: Batch) -> None:
        try:
            verb(owner, _ids(batch), batch.label_id)
        except NotAllowed as gone:
            raise Conflict(_l("This label was deleted meanwhile.")) from gone

    return undo


def _block_each(verb):
    def do(owner: Person, chosen: Chosen, _argument=None) -> Parts:
        parts = participations.mine(owner, chosen)
        was = {part.conversation_id: part.blocked for part in parts}
        for part in parts:
            verb(owner, db.session.get(Person, part.other_id))
        return [part for part in parts if part.blocked != was[part.conversation_id]]

    return do


ACTIONS = {
    "star": Action(_simple(participations.star), _reverse(participations.unstar)),
    "unstar": Action(_simple(participations.unstar), _reverse(participations.star)),
    "read": Action(_simple(participations.mark_read), _marked(True)),
    "unread": Action(_simple(participations.mark_unread), _marked(False)),
    "archive": Action(_simple(participations.archive), _back(ARCHIVED)),
    "unarchive": Action(_simple(participations.unarchive), _back(INBOX)),
    "spam": Action(_simple(participations.mark_spam), _back(SPAM)),
    "unspam": Action(_simple(participations.unmark_spam), _back(INBOX)),
    "snooze": Action(participations.snooze, _back(SNOOZED)),
    "unsnooze": Action(_simple(participations.unsnooze), _back(INBOX)),
    "follow": Action(_simple(labels.follow), _reverse(labels.unfollow)),
    "unfollow": Action(_simple(labels.unfollow), _reverse(labels.follow)),
    "label": Action(labels.apply, _label_back(labels.remove)),
    "unlabel": Action(labels.remove, _label_back(labels.apply)),
    "block": Action(_block_each(blocks.block), lambda owner, batch: _block_each(blocks.unblock)(owner, _ids(batch))),
    "unblock": Action(_block_each(blocks.unblock), lambda owner, batch: _block_each(blocks.block)(owner, _ids(batch))),
}
