"""Quick replies: what freelancers keep to put into messages. Only their owner sees, changes and uses them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from inbox import words
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.extensions import db
from inbox.models.person import Person
from inbox.models.quick_reply import Filled, QuickReply, filled
from inbox.text import clean, is_blank, plain, unstorable
from inbox.transaction import transaction

UP, DOWN = "up", "down"


@transaction
def create(owner: Person, title: str, body: str) -> QuickReply:
    """Adds one at the end. Raises Invalid, NotAllowed."""
    owner = _locked(owner)
    title, body = _checked(title, body)
    most = settings().quick_replies_max
    count, last = db.session.execute(_taken(owner)).one()
    if count >= most:
        raise NotAllowed(
            _l("You have %(number)s quick replies, and no more are possible. Delete one first.", number=most)
        )
    _refuse_twice(owner, title, None)
    reply = QuickReply(
        owner_id=owner.id, position=(last or 0) + 1, title=title, folded=QuickReply.fold(title), body=body
    )
    db.session.add(reply)
    db.session.flush()
    return reply


@transaction
def update(owner: Person, reply_id: int, title: str, body: str) -> QuickReply:
    """Changes one's own. Raises Invalid, NotAllowed."""
    owner = _locked(owner)
    reply = _own(owner, reply_id)
    title, body = _checked(title, body)
    _refuse_twice(owner, title, reply.id)
    reply.title, reply.folded, reply.body = title, QuickReply.fold(title), body
    return reply


@transaction
def destroy(owner: Person, reply_id: int) -> None:
    """Deletes one's own for good. Raises NotAllowed."""
    db.session.delete(_own(_locked(owner), reply_id))


@transaction
def move(owner: Person, reply_id: int, way: str) -> None:
    """Puts one's own a place up or down; the first goes no further up. Raises NotAllowed."""
    owner = _locked(owner)
    reply = _own(owner, reply_id)
    order = db.session.scalars(QuickReply.of(owner)).all()
    at = order.index(reply)
    beside = at - 1 if way == UP else at + 1
    if way in (UP, DOWN) and 0 <= beside < len(order):
        order[at].position, order[beside].position = order[beside].position, order[at].position


def found(owner: Person, typed: str = "") -> list[QuickReply]:
    """Those of which title and text hold each of these words, or a word that begins so; all, without any. Raises
    NotAllowed."""
    refuse_all_but_freelancers(owner)
    beginnings = words.units(typed)
    replies = db.session.scalars(QuickReply.of(owner)).all()
    return [reply for reply in replies if _holds(words.line(f"{reply.title} {reply.body}"), beginnings)]


def filled_for(owner: Person, other: Person, typed: str = "") -> list[Filled]:
    """The same, filled in for that person."""
    return [filled(reply, owner, other) for reply in found(owner, typed)]


def one_for(owner: Person, other: Person, reply_id: int) -> Filled | None:
    """That one of the owner's, filled in for that person; None when it is not theirs. Raises NotAllowed."""
    refuse_all_but_freelancers(owner)
    reply = db.session.scalar(QuickReply.of(owner).where(QuickReply.id == reply_id))
    return filled(reply, owner, other) if reply else None


def refuse_all_but_freelancers(person: Person) -> None:
    """Raises NotAllowed for somebody who is no freelancer."""
    if not person.role_freelancer:
        raise NotAllowed(_l("Only freelancers have quick replies."))


def _holds(line: str, beginnings: list[str]) -> bool:
    return all(f" {beginning}" in line for beginning in beginnings)


def _taken(owner: Person):
    return select(func.count(), func.max(QuickReply.position)).where(QuickReply.owner_id == owner.id)


def _checked(title: str, body: str) -> tuple[str, str]:
    title, body, errors = plain(title), clean(body).strip(), {}
    if unstorable(title) or is_blank(title) or len(title) > settings().quick_reply_title_max:
        most = settings().quick_reply_title_max
        errors["title"] = _l("Enter a title of 1 to %(max)s characters", max=most)
    most = settings().quick_reply_max
    if unstorable(body):
        errors["body"] = _l("The text holds a character that cannot be stored. Remove it.")
    elif is_blank(body):
        errors["body"] = _l("Write the text first.")
    elif len(body) > most:
        errors["body"] = _l("The text has %(number)s characters; %(max)s are possible.", number=len(body), max=most)
    if errors:
        raise Invalid(errors)
    return title, body


def _refuse_twice(owner: Person, title: str, own_id: int | None) -> None:
    same = QuickReply.of(owner).where(QuickReply.folded == QuickReply.fold(title), QuickReply.id != (own_id or 0))
    if db.session.scalar(same.limit(1)) is not None:
        raise Invalid({"title": _l("You have a quick reply of this title. Choose another one.")})


def _locked(owner: Person) -> Person:
    """The owner under the lock of their row, so that two forms at once cannot both be the fiftieth."""
    found = select(Person).where(Person.id == owner.id).with_for_update(key_share=True)
    owner = db.session.scalar(found.execution_options(populate_existing=True))
    refuse_all_but_freelancers(owner)
    return owner


def _own(owner: Person, reply_id: int) -> QuickReply:
    reply = db.session.scalar(QuickReply.of(owner).where(QuickReply.id == reply_id))
    if reply is None:
        raise NotAllowed(_l("Only its owner can change a quick reply."))
    return reply
