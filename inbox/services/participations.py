"""Participations: what a person does with their own side of conversations, one of them or many at once.

`chosen` names the conversations, and for each the newest message that the person had before their eyes (its key), or
None. What puts a conversation away applies to what was seen: one in which something came meanwhile stays where it is,
as if the message had come a moment later. Nothing happens when one of them is somebody else's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.events import ConversationsOrganised, ConversationsRead
from inbox.extensions import db
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM, Participation
from inbox.models.person import Person
from inbox.services import conversations
from inbox.transaction import take_turns, tell, transaction

Chosen = Mapping[int, int | None]
AT_ONCE = 500
"""How many are asked for in one statement, or woken in one transaction."""


@transaction
def star(owner: Person, chosen: Chosen) -> list[Participation]:
    """Stars them. Like all of these verbs, it returns those that it changed; once is as good as twice."""
    return change(owner, [part for part in mine(owner, chosen) if not part.starred], starred=True)


@transaction
def unstar(owner: Person, chosen: Chosen) -> list[Participation]:
    """Takes the stars off."""
    return change(owner, [part for part in mine(owner, chosen) if part.starred], starred=False)


@transaction
def mark_unread(owner: Person, chosen: Chosen) -> list[Participation]:
    """Has them counted and drawn as unread until they are opened. What was seen stays seen for the other side."""
    found = [part for part in mine(owner, chosen) if not (part.unread or part.marked or part.is_empty)]
    return change(owner, found, marked=True)


@transaction
def unmark(owner: Person, chosen: Chosen) -> list[Participation]:
    """Takes back what was marked by hand: they were opened."""
    return change(owner, [part for part in mine(owner, chosen) if part.marked], marked=False)


@transaction
def mark_read(owner: Person, chosen: Chosen) -> list[Participation]:
    """Reads all of them, as far as they were seen."""
    found = _as_seen(chosen, [part for part in mine(owner, chosen) if part.unread or part.marked])
    unread = [part for part in found if part.unread]
    for part in unread:
        part.read_seq, part.read_at = max(part.read_seq, part.last_seq), now()
    changed = change(owner, found, unread=0, marked=False)
    if unread:
        tell(ConversationsRead(owner.id, tuple((part.conversation_id, part.other_id) for part in unread)))
    return changed


@transaction
def archive(owner: Person, chosen: Chosen) -> list[Participation]:
    """Puts them away until a message comes. Spam stays where it is."""
    return _move(owner, _as_seen(chosen, mine(owner, chosen)), (INBOX, SNOOZED), ARCHIVED)


@transaction
def unarchive(owner: Person, chosen: Chosen) -> list[Participation]:
    """Takes them back into the inbox."""
    return _move(owner, mine(owner, chosen), (ARCHIVED,), INBOX)


@transaction
def mark_spam(owner: Person, chosen: Chosen) -> list[Participation]:
    """Moves them to Spam, for good: no message brings them back, and nothing tells of one."""
    return _move(owner, mine(owner, chosen), (INBOX, ARCHIVED, SNOOZED), SPAM)


@transaction
def unmark_spam(owner: Person, chosen: Chosen) -> list[Participation]:
    """Takes them back into the inbox."""
    return _move(owner, mine(owner, chosen), (SPAM,), INBOX)


@transaction
def snooze(owner: Person, chosen: Chosen, until: datetime) -> list[Participation]:
    """Puts them to sleep until that moment, or until a message comes. Raises Invalid."""
    if errors := wrong_time(until):
        raise Invalid(errors)
    found = _as_seen(chosen, mine(owner, chosen))
    return change(owner, [part for part in found if part.place != SPAM], place=SNOOZED, snoozed_until=until)


@transaction
def unsnooze(owner: Person, chosen: Chosen) -> list[Participation]:
    """Wakes them now."""
    return _move(owner, mine(owner, chosen), (SNOOZED,), INBOX)


def wake_due() -> int:
    """Wakes what has slept long enough; returns how many. It comes back as unread, so that it is noticed."""
    found = select(Participation.conversation_id, Participation.person_id).where(Participation.snoozed_until <= now())
    due = db.session.execute(found.order_by(Participation.snoozed_until).limit(AT_ONCE)).all()
    db.session.rollback()  # nothing is held meanwhile
    return sum(_wake(*each) for each in due)


@transaction
def _wake(conversation_id: int, person_id: int) -> bool:
    part = conversations.side(conversation_id, person_id)
    if part is None or part.place != SNOOZED or part.snoozed_until > now():
        return False
    change(db.session.get(Person, person_id), [part], place=INBOX, snoozed_until=None, marked=True)
    return True


def mine(owner: Person, chosen: Iterable[int]) -> list[Participation]:
    """The owner's sides of these conversations under the locks of their rows, in the one order in which several are
    taken. Raises NotAllowed when one of them is not theirs."""
    in_turn(owner)
    ids = sorted(set(chosen))
    found = [part for start in range(0, len(ids), AT_ONCE) for part in _locked(owner, ids[start : start + AT_ONCE])]
    if len(found) < len(ids):
        raise NotAllowed(_l("One of these conversations is not yours. Nothing was changed."))
    return found


def in_turn(owner: Person) -> None:
    """One form of one person at a time: they lock many rows, and would else wait for each other in a circle."""
    take_turns(f"organise {owner.id}")


def _locked(owner: Person, ids: list[int]) -> Sequence[Participation]:
    found = select(Participation).where(Participation.person_id == owner.id, Participation.conversation_id.in_(ids))
    found = found.order_by(Participation.conversation_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def change(owner: Person, parts: list[Participation], **values) -> list[Participation]:
    """Gives the locked sides these values, and keeps the owner's numbers exact. Their open pages follow."""
    if not parts:
        return parts
    before = _counted(parts)
    for part in parts:
        for name, value in values.items():
            setattr(part, name, value)
    unread, starred = (now - then for now, then in zip(_counted(parts), before, strict=True))
    conversations.count_unread(owner.id, unread)
    if starred:
        db.session.execute(update(Person).where(Person.id == owner.id).values(starred=Person.starred + starred))
    follow(owner, parts)
    return parts


def follow(owner: Person, parts: list[Participation]) -> None:
    """The owner's open pages show what changed there."""
    tell(ConversationsOrganised(parts[0].conversation_id if len(parts) == 1 else None, (owner.id,)))


def _counted(parts: list[Participation]) -> tuple[int, int]:
    return sum(part.is_told for part in parts), sum(part.starred for part in parts)


def _move(owner: Person, parts: list[Participation], places: tuple[str, ...], place: str) -> list[Participation]:
    return change(owner, [part for part in parts if part.place in places], place=place, snoozed_until=None)


def _as_seen(chosen: Chosen, parts: list[Participation]) -> list[Participation]:
    """Those in which nothing came since the person looked."""
    return [part for part in parts if chosen[part.conversation_id] in (None, part.last_message_id)]


def wrong_time(until: datetime) -> dict:
    """What is wrong with a time to wake at, as errors of its field."""
    if until <= now():
        return {"when": _l("This time is over. Choose a later one.")}
    if until > now() + timedelta(days=settings().snooze_days):
        return {"when": _l("Choose a time within the next %(days)s days.", days=settings().snooze_days)}
    return {}
