"""Clearings: deleting a conversation for oneself. The other side keeps theirs."""

from sqlalchemy import delete, select, update

from inbox.extensions import db
from inbox.models.draft import Draft
from inbox.models.label import Label, LabelOn
from inbox.models.message import Message
from inbox.models.participation import INBOX, SPAM, Participation
from inbox.models.person import Person
from inbox.models.waiting import LISTED, Waiting
from inbox.services import attachments, conversations, participations, translations
from inbox.transaction import transaction


@transaction
def clear(owner: Person, chosen: participations.Chosen) -> list[Participation]:
    """Deletes for the owner, for good, all that was said in these conversations up to what they had before their eyes
    (everything, for None). Raises NotAllowed.

    The row stays in the list, empty, so that the person can be found; star, labels and sleep are gone. A message that
    came meanwhile stays, and later ones begin the thread anew.
    """
    participations.in_turn(owner)
    seqs = conversations.lock_all(chosen)
    parts = participations.mine(owner, chosen)
    for part in parts:
        _clear(owner, part, seqs[part.conversation_id], chosen[part.conversation_id])
    return parts


def _clear(owner: Person, part: Participation, seq: int, seen: int | None) -> None:
    """Of one conversation, which is locked, as is the owner's side of it."""
    up_to = part.last_seq if seen in (None, part.last_message_id) else _seq_of(part, seen)
    if up_to <= part.cleared_seq:
        return
    _forget_answers(part, up_to)
    translations.forget_cleared(part, up_to)
    _forget_files(part, up_to)
    _take_labels_off(part)
    is_all = up_to >= part.last_seq
    place = part.place if part.place == SPAM else INBOX
    unread = 0 if is_all else db.session.scalar(conversations.unread_after(part, up_to))
    shown = {"last_excerpt": "", "last_deleted": False} if is_all else {}
    participations.change(
        owner, [part], cleared_seq=up_to, anew_seq=seq, place=place, snoozed_until=None, starred=False, marked=False,
        labels=0, unread=unread, **shown,
    )  # fmt: skip


def _seq_of(part: Participation, message_id: int) -> int:
    """The place of that message; 0 for one that is in no conversation of theirs."""
    found = select(Message.seq).where(Message.id == message_id, Message.conversation_id == part.conversation_id)
    return db.session.scalar(found) or 0


def _forget_answers(part: Participation, up_to: int) -> None:
    """What the owner has begun to write answers nothing any more that is gone for them."""
    gone = select(Message.id).where(Message.conversation_id == part.conversation_id, Message.seq <= up_to)
    draft = Draft.to(part.person_id, part.other_id)
    db.session.execute(
        update(Draft).where(draft, Draft.reply_to_id.in_(gone)).values(reply_to_id=None, reply_to_file_id=None)
    )
    waits = (Waiting.author_id == part.person_id, Waiting.other_id == part.other_id, Waiting.state.in_(LISTED))
    db.session.execute(
        update(Waiting).where(*waits, Waiting.reply_to_id.in_(gone)).values(reply_to_id=None, reply_to_file_id=None)
    )


def _forget_files(part: Participation, up_to: int) -> None:
    """What the other side deleted for themselves too, nobody will ever download."""
    its = (Participation.conversation_id == part.conversation_id, Participation.person_id == part.other_id)
    theirs = db.session.scalar(select(Participation.cleared_seq).where(*its))
    if theirs:
        attachments.expire_unseen(part.conversation_id, min(theirs, up_to))


def _take_labels_off(part: Participation) -> None:
    if not part.labels:
        return
    on_it = (LabelOn.conversation_id == part.conversation_id, LabelOn.owner_id == part.person_id)
    its = select(LabelOn.label_id).where(*on_it)
    db.session.execute(update(Label).where(Label.id.in_(its)).values(size=Label.size - 1))
    db.session.execute(delete(LabelOn).where(*on_it))
