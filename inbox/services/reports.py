"""Reports: telling the moderators of something, as it is at that moment. Whom it is about learns nothing of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from inbox.clock import now
from inbox.config import settings
from inbox.database import insert_missing
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import AnswersHeard, ThingReported
from inbox.extensions import db
from inbox.models.case import Case
from inbox.models.conversation import Conversation
from inbox.models.message import Message, MessageVersion
from inbox.models.person import Person
from inbox.models.report import Report
from inbox.models.sanction import REASONS, SPAM, SUSPENSION, Sanction
from inbox.services import blocks, bodies, conversations, participations, standings
from inbox.text import clean, is_blank
from inbox.throttle import throttle
from inbox.transaction import tell, transaction

HOUR = 3600


class Thing(NamedTuple):
    """Something that can be reported, as the reporter sees it."""

    kind: str
    id: int
    conversation_id: int
    author_id: int
    body: str
    gone: bool
    at: datetime


class Kind(NamedTuple):
    """How things of one kind are found, and what is kept of one. What the reporter may not see does not exist."""

    find: Callable[[Person, int], Thing | None]
    evidence: Callable[[Person, Thing], list[dict]]


def find(reporter: Person, kind: str, id_: int) -> Thing | None:
    """The thing of that kind and number, when the reporter may see it."""
    return KINDS[kind].find(reporter, id_) if kind in KINDS else None


def refusal(reporter: Person, thing: Thing | None):
    """Why it cannot be reported: a sentence, or None."""
    if thing is None:
        return _l("This is not here any more.")
    if thing.author_id == reporter.id:
        return _l("You wrote this yourself: there is nothing to report.")
    if thing.gone:
        return _l("This message was deleted: nothing of it is left to report.")
    return None


def report(reporter: Person, kind: str, id_: int, reason: str, body: str = "") -> Report:
    """Tells the moderators of it, once. As spam, it also moves the conversation to Spam.

    Raises Invalid, NotAllowed, TooMany, or Conflict when they have reported it already."""
    body = checked(reason, body)
    _count(reporter)
    return _report(reporter, kind, id_, reason, body)


def report_and_block(reporter: Person, kind: str, id_: int, reason: str, body: str = "") -> Report:
    """The same, and blocks whom it is about: both, or neither. Raises what `report` raises."""
    body = checked(reason, body)
    _count(reporter)
    return _report_and_block(reporter, kind, id_, reason, body)


@transaction
def hear(reporter: Person) -> None:
    """The reporter looks at what became of their reports: nothing of it is new any more."""
    reporter = standings.locked(reporter.id)
    if reporter.answered:
        reporter.answered = False
        tell(AnswersHeard((reporter.id,)))


@transaction
def forget_old() -> int:
    """Deletes what was kept with reports about which somebody decided long ago, and what their reporters said; that
    they were made, and what became of them, stays. What a suspension that stands rests on is kept: it may be contested.
    Returns how many."""
    limit = now() - timedelta(days=settings().report_days)
    stands = (Sanction.id == Case.sanction_id, Sanction.kind == SUSPENSION, Sanction.lifted_at.is_(None))
    decided = select(Case.report_id).where(Case.closed_at < limit, Case.report_id.is_not(None))
    decided = decided.where(~select(Sanction.id).where(*stands).exists())
    old = update(Report).where(Report.forgotten_at.is_(None), Report.id.in_(decided))
    return db.session.execute(old.values(evidence=[], body="", forgotten_at=now())).rowcount


def _count(reporter: Person) -> None:
    window = (settings().reports_hour, HOUR, "reports", str(reporter.id))
    if not throttle().hit(*window):
        raise throttle().refusal(*window)


@transaction
def _report_and_block(reporter: Person, kind: str, id_: int, reason: str, body: str) -> Report:
    made = _report(reporter, kind, id_, reason, body)
    blocks.block(reporter, db.session.get(Person, made.about_id))
    return made


@transaction
def _report(reporter: Person, kind: str, id_: int, reason: str, body: str) -> Report:
    participations.in_turn(reporter)
    thing = _locked(reporter, kind, id_)
    if sentence := refusal(reporter, thing):
        raise NotAllowed(sentence)
    its = {"reporter_id": reporter.id, "kind": kind, "thing_id": thing.id}
    told = {"about_id": thing.author_id, "reason": reason, "body": body, "created_at": now()}
    if not insert_missing(db.session, Report, **its, **told, evidence=KINDS[kind].evidence(reporter, thing)):
        raise Conflict(_l("You have reported this already. The moderators look at each report."))
    made = db.session.scalar(Report.of(reporter).where(Report.kind == kind, Report.thing_id == thing.id))
    case = Case(about_id=made.about_id, report_id=made.id, opened_at=made.created_at)
    db.session.add(case)
    db.session.flush()
    if reason == SPAM:
        participations.mark_spam(reporter, {thing.conversation_id: None})
    tell(ThingReported(made.id, case.id, made.about_id))
    return made


def _locked(reporter: Person, kind: str, id_: int) -> Thing | None:
    """The thing as it is once nobody changes its conversation any more."""
    if thing := find(reporter, kind, id_):
        conversations.lock_all([thing.conversation_id])
    return thing and find(reporter, kind, id_)


def checked(reason: str, body: str) -> str:
    """What the reporter says, as it is stored. Raises Invalid."""
    errors, body = {}, clean(body).strip()
    if reason not in REASONS:
        errors["reason"] = _l("Choose a reason.")
    if wrong := bodies.wrong_with(body, settings().report_max):
        errors["body"] = wrong
    if errors:
        raise Invalid(errors)
    return "" if is_blank(body) else body


def _message(reporter: Person, id_: int) -> Thing | None:
    found = Message.of(reporter).where(Message.id == id_).execution_options(populate_existing=True)
    message = db.session.scalar(found)
    if message is None:
        return None
    gone = message.deleted_at is not None
    return Thing(
        "message", message.id, message.conversation_id, message.author_id, message.body, gone, message.created_at
    )


def _evidence_of_message(reporter: Person, thing: Thing) -> list[dict]:
    """The message with the texts that it had before, and so many on each side of it as the reporter sees them."""
    size = settings().report_context
    seq = select(Message.seq).where(Message.id == thing.id).scalar_subquery()
    its = Message.of(reporter).where(Message.conversation_id == thing.conversation_id)
    before = db.session.scalars(its.where(Message.seq <= seq).order_by(Message.seq.desc()).limit(size + 1)).all()
    after = db.session.scalars(its.where(Message.seq > seq).order_by(Message.seq).limit(size)).all()
    found = select(MessageVersion).where(MessageVersion.message_id == thing.id)
    versions = db.session.scalars(found.order_by(MessageVersion.revision)).all()
    return [_kept(each, versions if each.id == thing.id else ()) for each in [*reversed(before), *after]]


def _kept(message: Message, versions) -> dict:
    return {
        "id": message.id,
        "author_id": message.author_id,
        "body": message.body,
        "files": message.file_names.split("\n") if message.file_names else [],
        "at": message.created_at.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "deleted": message.deleted_at is not None,
        "versions": [{"body": old.body, "at": old.written_at.isoformat()} for old in versions],
    }


KINDS: dict[str, Kind] = {"message": Kind(_message, _evidence_of_message)}
"""All that can be reported. A part that adds something (offers, briefs, calls) adds its row here, and a name to
`templates/reports/_thing.html`; everything else follows."""


def newest_of(reporter: Person, author: Person, limit: int) -> list[Message]:
    """The newest messages of that person in the conversation of the two that can be reported."""
    conversation = Conversation.between(reporter.id, author.id).with_only_columns(Conversation.id).scalar_subquery()
    found = Message.of(reporter).where(Message.conversation_id == conversation, Message.author_id == author.id)
    found = found.where(Message.deleted_at.is_(None))
    return list(db.session.scalars(found.order_by(Message.seq.desc()).limit(limit)))
