"""Labels: making, changing and deleting them, and putting them on conversations. Each is its owner's alone."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete as delete_rows
from sqlalchemy import select, update

from inbox.clock import now
from inbox.config import settings
from inbox.database import insert_missing
from inbox.errors import Invalid, NotAllowed
from inbox.events import LabelsChanged
from inbox.extensions import db
from inbox.models.label import BUILT_IN, COLOURS, FOLLOW_UP, FOLLOW_UP_NAMES, Label, LabelOn, folded
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.services import participations
from inbox.text import is_blank, plain, unstorable
from inbox.transaction import tell, transaction


@transaction
def create(owner: Person, name: str, colour: int) -> Label:
    """Makes a label. Raises Invalid, NotAllowed when there is no room for another."""
    participations.in_turn(owner)
    labels = _all(owner)
    name = _checked(name, colour, labels)
    if sum(label.kind != BUILT_IN for label in labels) >= settings().labels_max:
        raise NotAllowed(_l("You have %(number)s labels, and no more are possible. Delete one first.",
                            number=settings().labels_max))  # fmt: skip
    taken = {label.slot for label in labels}
    slot = next(slot for slot in range(FOLLOW_UP + 1, len(taken) + 2) if slot not in taken)
    label = Label(owner_id=owner.id, name=name, folded=folded(name), colour=colour, slot=slot, created_at=now())
    db.session.add(label)
    db.session.flush()
    tell(LabelsChanged((owner.id,)))
    return label


@transaction
def change(owner: Person, label_id: int, name: str, colour: int) -> Label:
    """Gives a label another name and colour. Raises Invalid, NotAllowed."""
    label = _own(owner, label_id)
    label.name = _checked(name, colour, [each for each in _all(owner) if each.id != label.id])
    label.folded, label.colour = folded(label.name), colour
    tell(LabelsChanged((owner.id,)))
    return label


@transaction
def delete(owner: Person, label_id: int) -> None:
    """Takes a label off all conversations, and it is gone; nothing else is. Raises NotAllowed."""
    label = _own(owner, label_id)
    on_it = select(LabelOn.conversation_id).where(LabelOn.label_id == label.id)
    theirs = (Participation.person_id == owner.id, Participation.conversation_id.in_(on_it))
    without = Participation.labels.op("&")(~label.bit)
    db.session.execute(update(Participation).where(*theirs).values(labels=without))
    db.session.execute(delete_rows(LabelOn).where(LabelOn.label_id == label.id))
    db.session.execute(delete_rows(Label).where(Label.id == label.id))
    tell(LabelsChanged((owner.id,)))


@transaction
def apply(owner: Person, chosen: Collection[int] | Mapping[int, int | None], label_id: int) -> list[Participation]:
    """Puts a label on these conversations; returns those that did not have it. Raises NotAllowed."""
    participations.in_turn(owner)
    label = labelled(owner, label_id)
    found = [part for part in participations.mine(owner, chosen) if not part.labels & label.bit]
    return _put_on(owner, label, found)


@transaction
def remove(owner: Person, chosen: Collection[int] | Mapping[int, int | None], label_id: int) -> list[Participation]:
    """Takes a label off these conversations; returns those that had it. Raises NotAllowed."""
    participations.in_turn(owner)
    label = labelled(owner, label_id)
    found = [part for part in participations.mine(owner, chosen) if part.labels & label.bit]
    return _take_off(owner, label, found)


@transaction
def follow(owner: Person, chosen: Collection[int] | Mapping[int, int | None]) -> list[Participation]:
    """Puts Follow-up on these conversations."""
    return apply(owner, chosen, follow_up(owner).id)


@transaction
def unfollow(owner: Person, chosen: Collection[int] | Mapping[int, int | None]) -> list[Participation]:
    """Takes Follow-up off these conversations."""
    return remove(owner, chosen, follow_up(owner).id)


@transaction
def choose(owner: Person, conversation_id: int, label_ids: Collection[int]) -> None:
    """This conversation has these of the owner's own labels, and no others. Follow-up is set by itself.
    Raises NotAllowed."""
    participations.in_turn(owner)
    labels = [label for label in _all(owner) if label.kind != BUILT_IN]
    if not set(label_ids) <= {label.id for label in labels}:
        raise NotAllowed(_l("This label is not yours. Nothing was changed."))
    parts = participations.mine(owner, [conversation_id])
    for label in labels:
        has_it = bool(parts[0].labels & label.bit)
        if label.id in label_ids and not has_it:
            _put_on(owner, label, parts)
        elif label.id not in label_ids and has_it:
            _take_off(owner, label, parts)


def follow_up(owner: Person) -> Label:
    """The built-in label, whose row is made when it is first used."""
    found = Label.of(owner).where(Label.slot == FOLLOW_UP)
    if label := db.session.scalar(found):
        return label
    values = {"owner_id": owner.id, "kind": BUILT_IN, "name": "Follow-up", "folded": BUILT_IN, "colour": COLOURS[0],
              "slot": FOLLOW_UP, "size": 0, "created_at": now()}  # fmt: skip
    insert_missing(db.session, Label, **values)
    return db.session.scalars(found).one()


def labelled(owner: Person, label_id: int) -> Label:
    """The owner's label as it is now, under its lock. Raises NotAllowed when it is somebody else's."""
    found = Label.of(owner).where(Label.id == label_id).with_for_update()
    label = db.session.scalar(found.execution_options(populate_existing=True))
    if label is None:
        raise NotAllowed(_l("This label is not yours. Nothing was changed."))
    return label


def _put_on(owner: Person, label: Label, parts: list[Participation]) -> list[Participation]:
    if parts:
        rows = [
            {"label_id": label.id, "conversation_id": part.conversation_id, "owner_id": owner.id,
             "last_message_id": part.last_message_id} for part in parts
        ]  # fmt: skip
        db.session.execute(LabelOn.__table__.insert(), rows)
        _settle(owner, label, parts, len(parts), lambda bits: bits | label.bit)
    return parts


def _take_off(owner: Person, label: Label, parts: list[Participation]) -> list[Participation]:
    if parts:
        ids = [part.conversation_id for part in parts]
        db.session.execute(delete_rows(LabelOn).where(LabelOn.label_id == label.id, LabelOn.conversation_id.in_(ids)))
        _settle(owner, label, parts, -len(parts), lambda bits: bits & ~label.bit)
    return parts


def _settle(owner: Person, label: Label, parts: list[Participation], more: int, bits) -> None:
    db.session.execute(update(Label).where(Label.id == label.id).values(size=Label.size + more))
    for part in parts:
        part.labels = bits(part.labels)
    participations.follow(owner, parts)


def _own(owner: Person, label_id: int) -> Label:
    """One of the owner's own, to be changed."""
    participations.in_turn(owner)
    label = labelled(owner, label_id)
    if label.kind == BUILT_IN:
        raise NotAllowed(_l("Follow-up is built in: it can be neither renamed nor deleted."))
    return label


def _all(owner: Person) -> list[Label]:
    return list(db.session.scalars(Label.of(owner).execution_options(populate_existing=True)))


def _checked(name: str, colour: int, others: list[Label]) -> str:
    """The name as it is stored. Raises Invalid."""
    most, given = settings().label_name_max, name
    name = plain(given)
    if unstorable(given):
        raise Invalid({"name": _l("The name holds a character that cannot be stored. Remove it.")})
    if is_blank(name):
        raise Invalid({"name": _l("Write a name for the label.")})
    if len(name) > most:
        raise Invalid({"name": _l("The name has %(number)s characters; %(max)s are possible.",
                                  number=len(name), max=most)})  # fmt: skip
    if folded(name) in FOLLOW_UP_NAMES or any(label.folded == folded(name) for label in others):
        raise Invalid({"name": _l("You already have a label called %(name)s.", name=name)})
    if colour not in COLOURS:
        raise Invalid({"colour": _l("Choose one of these colours.")})
    return name
