"""What somebody keeps in an order of their own, no two of which look the same: quick replies, questions and answers.

A model of such things has `owner_id`, `position`, `folded` and `of(owner)`, which finds all of that person's in order.
"""

from sqlalchemy import func, select

from inbox.extensions import db
from inbox.models.person import Person

UP, DOWN = "up", "down"


def locked(owner: Person) -> Person:
    """The owner under the lock of their row, so that two forms at once cannot both be the last one that is possible."""
    found = select(Person).where(Person.id == owner.id).with_for_update(key_share=True)
    return db.session.scalar(found.execution_options(populate_existing=True))


def end(model: type, owner: Person) -> tuple[int, int]:
    """How many the owner has, and the position of one more."""
    taken = select(func.count(), func.max(model.position)).where(model.owner_id == owner.id)
    count, last = db.session.execute(taken).one()
    return count, (last or 0) + 1


def is_taken(model: type, owner: Person, folded: str, own_id: int | None = None) -> bool:
    """Whether another one of the owner's looks like that."""
    same = model.of(owner).where(model.folded == folded, model.id != (own_id or 0))
    return db.session.scalar(same.limit(1)) is not None


def move(thing, owner: Person, way: str) -> None:
    """Puts one of the owner's a place up or down; the first goes no further up."""
    order = db.session.scalars(type(thing).of(owner)).all()
    at = order.index(thing)
    beside = at - 1 if way == UP else at + 1
    if way in (UP, DOWN) and 0 <= beside < len(order):
        order[at].position, order[beside].position = order[beside].position, order[at].position
