"""Batches: one action on many conversations at once, and its undoing."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func, select

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Conflict, NotAllowed
from inbox.extensions import db
from inbox.models import filter as filters
from inbox.models.batch import Batch
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM, Participation
from inbox.models.person import Person
from inbox.services import actions, conversations, participations
from inbox.services.participations import Chosen
from inbox.transaction import transaction

Parts = list[Participation]


@transaction
def perform(owner: Person, action: str, chosen: Chosen, argument: int | datetime | None = None) -> Batch:
    """Does it to all of them, and keeps what it changed, and what that was before. Raises as actions.perform does."""
    participations.in_turn(owner)
    conversations.lock_all(chosen)
    before = {
        part.conversation_id: (part.conversation_id, part.place, part.snoozed_until)
        for part in participations.mine(owner, chosen)
    }
    changed = [part.conversation_id for part in actions.perform(owner, action, chosen, argument)]
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
        UNDO[batch.action](owner, batch)
    return batch


@transaction
def forget_old() -> int:
    """Deletes what can be undone no more; returns how many."""
    limit = now() - timedelta(days=settings().batch_days)
    return db.session.execute(delete(Batch).where(Batch.created_at < limit)).rowcount


def matching(owner: Person, filter: str, up_to: int) -> Chosen:
    """All conversations of that filter, as they were when the newest message was that one: what came since is not
    among them. As many as one batch may hold."""
    return {id_: key for id_, key in db.session.execute(_matching(owner, filter, up_to))}


def count_matching(owner: Person, filter: str, up_to: int) -> int:
    """How many these are."""
    return db.session.scalar(select(func.count()).select_from(_matching(owner, filter, up_to).subquery()))


def _matching(owner: Person, filter: str, up_to: int) -> Select:
    found = filters.newest(owner.id, filter).with_only_columns(
        Participation.conversation_id, Participation.last_message_id, maintain_column_froms=True
    )
    return found.where(Participation.last_message_id <= up_to).limit(settings().batch_max)


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


def _verb(name: str):
    return lambda owner, batch: actions.perform(owner, name, _ids(batch), batch.label_id)


def _label(name: str):
    def undo(owner: Person, batch: Batch) -> None:
        try:
            _verb(name)(owner, batch)
        except NotAllowed as gone:
            raise Conflict(_l("This label was deleted meanwhile.")) from gone

    return undo


UNDO = {
    "star": _verb("unstar"), "unstar": _verb("star"), "read": _marked(True), "unread": _marked(False),
    "archive": _back(ARCHIVED), "unarchive": _back(INBOX), "spam": _back(SPAM), "unspam": _back(INBOX),
    "snooze": _back(SNOOZED), "unsnooze": _back(INBOX), "follow": _verb("unfollow"), "unfollow": _verb("follow"),
    "label": _label("unlabel"), "unlabel": _label("label"), "block": _verb("unblock"), "unblock": _verb("block"),
}  # fmt: skip
"""How what an action changed becomes what it was."""
