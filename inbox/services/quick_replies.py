"""Quick replies: what freelancers keep to put into messages. Only their owner sees, changes and uses them."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from inbox import words
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.person import Person
from inbox.models.quick_reply import Filled, QuickReply, filled
from inbox.services import bodies, ordered, quick_reply_files
from inbox.text import clean, is_blank, plain, unstorable
from inbox.transaction import transaction


@transaction
def create(owner: Person, title: str, body: str, files: Sequence[str] = ()) -> QuickReply:
    """Adds one at the end, with the owner's uploads with these tokens. Raises Invalid, NotAllowed."""
    owner = _locked(owner)
    title, body = _checked(title, body)
    most = settings().quick_replies_max
    count, position = ordered.end(QuickReply, owner)
    if count >= most:
        raise NotAllowed(
            _l("You have %(number)s quick replies, and no more are possible. Delete one first.", number=most)
        )
    _refuse_twice(owner, title, None)
    reply = QuickReply(
        owner_id=owner.id, position=position, title=title, folded=QuickReply.fold(title), body=body
    )
    db.session.add(reply)
    db.session.flush()
    quick_reply_files.keep(owner, reply, files)
    return reply


@transaction
def update(
    owner: Person, reply_id: int, title: str, body: str, files: Sequence[str] = (), dropped: Sequence[str] = ()
) -> QuickReply:
    """Changes one's own; `dropped`: the tokens of files that go. Raises Invalid, NotAllowed."""
    owner = _locked(owner)
    reply = _own(owner, reply_id)
    title, body = _checked(title, body)
    _refuse_twice(owner, title, reply.id)
    reply.title, reply.folded, reply.body = title, QuickReply.fold(title), body
    quick_reply_files.drop(owner, reply, dropped)
    quick_reply_files.keep(owner, reply, files)
    return reply


@transaction
def destroy(owner: Person, reply_id: int) -> None:
    """Deletes one's own for good. Raises NotAllowed."""
    reply = _own(_locked(owner), reply_id)
    quick_reply_files.drop_all(reply)
    db.session.delete(reply)


@transaction
def move(owner: Person, reply_id: int, way: str) -> None:
    """Puts one's own a place up or down; the first goes no further up. Raises NotAllowed."""
    owner = _locked(owner)
    ordered.move(_own(owner, reply_id), owner, way)


def found(owner: Person, typed: str = "") -> list[QuickReply]:
    """Those of which title and text hold each of these words, or a word that begins so; all, without any. Raises
    NotAllowed."""
    refuse_all_but_freelancers(owner)
    beginnings = words.units(typed)
    replies = db.session.scalars(QuickReply.of(owner)).all()
    return [reply for reply in replies if _holds(words.line(f"{reply.title} {reply.body}"), beginnings)]


def filled_for(owner: Person, other: Person, typed: str = "") -> list[Filled]:
    """The same, filled in for that person."""
    replies = found(owner, typed)
    counts = files_of(replies)
    return [filled(reply, owner, other, counts.get(reply.id, 0)) for reply in replies]


def files_of(replies: Sequence[QuickReply]) -> dict[int, int]:
    """How many files each of them has that has some."""
    its = select(Attachment.quick_reply_id, func.count()).group_by(Attachment.quick_reply_id)
    found = its.where(Attachment.quick_reply_id.in_([reply.id for reply in replies]))
    return {reply_id: count for reply_id, count in db.session.execute(found)} if replies else {}


def one_for(owner: Person, other: Person, reply_id: int) -> Filled | None:
    """That one of the owner's, filled in for that person; None when it is not theirs. Raises NotAllowed."""
    refuse_all_but_freelancers(owner)
    reply = db.session.scalar(QuickReply.of(owner).where(QuickReply.id == reply_id))
    return filled(reply, owner, other, files_of([reply]).get(reply.id, 0)) if reply else None


def refuse_all_but_freelancers(person: Person) -> None:
    """Raises NotAllowed for somebody who is no freelancer."""
    if not person.role_freelancer:
        raise NotAllowed(_l("Only freelancers have quick replies."))


def _holds(line: str, beginnings: list[str]) -> bool:
    return all(f" {beginning}" in line for beginning in beginnings)


def _checked(title: str, body: str) -> tuple[str, str]:
    title, body, errors = plain(title), clean(body).strip(), {}
    if unstorable(title) or is_blank(title) or len(title) > settings().quick_reply_title_max:
        most = settings().quick_reply_title_max
        errors["title"] = _l("Enter a title of 1 to %(max)s characters", max=most)
    if wrong := bodies.wrong_with(body, settings().quick_reply_max, nothing=_l("Write the text first.")):
        errors["body"] = wrong
    if errors:
        raise Invalid(errors)
    return title, body


def _refuse_twice(owner: Person, title: str, own_id: int | None) -> None:
    if ordered.is_taken(QuickReply, owner, QuickReply.fold(title), own_id):
        raise Invalid({"title": _l("You have a quick reply of this title. Choose another one.")})


def _locked(owner: Person) -> Person:
    """The owner, who has to be a freelancer, under the lock of their row."""
    owner = ordered.locked(owner)
    refuse_all_but_freelancers(owner)
    return owner


def _own(owner: Person, reply_id: int) -> QuickReply:
    reply = db.session.scalar(QuickReply.of(owner).where(QuickReply.id == reply_id))
    if reply is None:
        raise NotAllowed(_l("Only its owner can change a quick reply."))
    return reply
