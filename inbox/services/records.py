"""Records: what moderators look at and do is written down, in the transaction in which it happens."""

from sqlalchemy import select

from inbox.clock import now
from inbox.events import (
    AppealDecided,
    JobsRetried,
    PersonSuspended,
    PersonWarned,
    RoleGranted,
    RoleRevoked,
    SuspensionLifted,
)
from inbox.extensions import db
from inbox.models.case import Case
from inbox.models.person import Person
from inbox.models.record import GIVEN, GRANTED, LIFTED, REJECTED, RETRIED, SUSPENDED, TAKEN, WARNED, Record


def add(actor: Person, what: str, case: Case) -> None:
    """Somebody looked at a case, or dismissed it. Part of the transaction of its caller."""
    db.session.add(Record(actor_id=actor.id, what=what, case_id=case.id, about_id=case.about_id, at=now()))


def heed_sanction(event: PersonWarned | PersonSuspended | SuspensionLifted) -> None:
    """Somebody was warned or suspended, or is suspended no more: by whomever, through whichever door."""
    what = {PersonWarned: WARNED, PersonSuspended: SUSPENDED, SuspensionLifted: LIFTED}[type(event)]
    case_id = db.session.scalar(select(Case.id).where(Case.sanction_id == event.sanction_id))
    db.session.add(
        Record(
            actor_id=event.actor_id, what=what, case_id=case_id, about_id=event.person_id,
            sanction_id=event.sanction_id, at=now(),
        )
    )  # fmt: skip


def heed_appeal(event: AppealDecided) -> None:
    """An appeal was decided: by itself, or since the suspension was lifted."""
    case = db.session.scalar(select(Case).where(Case.appeal_id == event.appeal_id))
    what = GRANTED if case is not None and case.outcome == GRANTED else REJECTED
    case_id = case.id if case is not None else None
    db.session.add(Record(actor_id=event.actor_id, what=what, case_id=case_id, about_id=event.person_id, at=now()))


def heed_role(event: RoleGranted | RoleRevoked) -> None:
    """Somebody was made a moderator or an administrator, or is one no more."""
    words = GIVEN if isinstance(event, RoleGranted) else TAKEN
    if what := words.get(event.role):
        db.session.add(Record(actor_id=event.actor_id, what=what, about_id=event.person_id, at=now()))


def heed_retry(event: JobsRetried) -> None:
    """An administrator had failed jobs queued again."""
    db.session.add(Record(actor_id=event.actor_id, what=RETRIED, at=now()))
