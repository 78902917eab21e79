"""Blocks: hearing nothing more of somebody. A block stops messages both ways, and hides both from each other."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from inbox.clock import now
from inbox.database import insert_missing
from inbox.errors import NotAllowed
from inbox.events import BlockChanged
from inbox.extensions import db
from inbox.models.block import Block
from inbox.models.conversation import Conversation
from inbox.models.person import Person
from inbox.services import conversations, participations
from inbox.transaction import take_turns, tell, transaction


@transaction
def block(owner: Person, other: Person) -> None:
    """Blocks that person; once is as good as twice. Raises NotAllowed."""
    if owner.id == other.id:
        raise NotAllowed(_l("You cannot block yourself."))
    participations.in_turn(owner)
    conversation = _locked(owner, other)
    if insert_missing(db.session, Block, by_id=owner.id, of_id=other.id, created_at=now()):
        if conversation is not None:
            conversation.blocks |= conversation.side_of(owner.id)
        _follow(conversation, owner, other)


@transaction
def unblock(owner: Person, other: Person) -> None:
    """Takes the block off, if there is one. The other side may have set one too: that stays."""
    participations.in_turn(owner)
    conversation = _locked(owner, other)
    if db.session.execute(delete(Block).where(Block.by_id == owner.id, Block.of_id == other.id)).rowcount:
        if conversation is not None:
            conversation.blocks &= ~conversation.side_of(owner.id)
        _follow(conversation, owner, other)


def _locked(owner: Person, other: Person) -> Conversation | None:
    """The conversation of the two under its lock. Where there is none, none can begin until the commit."""
    found = Conversation.between(owner.id, other.id)
    if conversation := conversations.locked(found):
        return conversation
    take_turns(conversations.pair(owner.id, other.id))
    return conversations.locked(found)


def _follow(conversation: Conversation | None, owner: Person, other: Person) -> None:
    """What the lists of the two know of it."""
    if conversation is not None:
        is_blocked = conversation.is_blocked_by(owner.id)
        sides = {id_: conversations.side(conversation.id, id_) for id_ in conversation.people}
        participations.change(owner, [sides[owner.id]], blocked=is_blocked)
        sides[other.id].barred = is_blocked
    tell(BlockChanged(conversation.id if conversation else None, (owner.id, other.id)))
