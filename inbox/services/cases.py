"""Cases: what moderators look at and decide. Each look and each act leaves a record; of two at once one decides.

What a decision does to the person is said in `standings`; what became of an appeal, also when a suspension was lifted
by another door, comes back here by its event.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from inbox.clock import now
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import AppealDecided, AppealMade, ReportAnswered
from inbox.extensions import db
from inbox.models.appeal import GRANTED, REJECTED, Appeal
from inbox.models.case import CLOSED, DISMISSED, SUSPENDED, WARNED, Case
from inbox.models.person import Person
from inbox.models.record import DISMISSED as WAS_DISMISSED
from inbox.models.record import LOOKED
from inbox.models.report import Report
from inbox.models.sanction import Sanction
from inbox.services import records, standings
from inbox.transaction import tell, transaction

OF_REPORT = (DISMISSED, WARNED, SUSPENDED)
OF_APPEAL = (GRANTED, REJECTED)


@transaction
def look(actor: Person, case_id: int) -> None:
    """Writes down that the moderator opens the case. Raises NotAllowed."""
    records.add(actor, LOOKED, _found(actor, case_id))


@transaction
def decide(actor: Person, case_id: int, outcome: str, note: str = "") -> Case:
    """Closes a case: a report is dismissed, or whom it is about is warned or suspended; an appeal is granted or
    rejected. `note` is what the moderator says to the person.

    Raises Invalid, NotAllowed, or Conflict when another moderator was faster."""
    case = _locked(actor, case_id)
    if not case.is_open:
        raise Conflict(decided_by(case))
    if sentence := refusal(actor, case):
        raise NotAllowed(sentence)
    if outcome not in (OF_REPORT if case.report_id else OF_APPEAL):
        raise Invalid({"outcome": _l("Choose what becomes of it.")})
    if case.appeal_id is not None:
        standings.decide(actor, case.appeal_id, outcome, note)  # the event of it closes the case
        return case
    case.sanction_id = _act(actor, case, outcome, note)
    _close(case, outcome, actor.id)
    _answer(case)
    if outcome == DISMISSED:
        records.add(actor, WAS_DISMISSED, case)
    return case


@transaction
def lift(actor: Person, case_id: int) -> Sanction:
    """Ends the suspension of whom the case is about, whatever became of the case. Raises NotAllowed, Conflict."""
    case = _locked(actor, case_id)
    if sentence := refusal(actor, case):
        raise NotAllowed(sentence)
    return standings.lift(actor, db.session.get(Person, case.about_id))


def refusal(actor: Person, case: Case):
    """Why this moderator cannot decide that case: a sentence, or None."""
    if case.about_id == actor.id:
        return _l("You cannot decide about yourself.")
    if case.report_id is not None and db.session.get(Report, case.report_id).reporter_id == actor.id:
        return _l("You sent this report: another moderator decides it.")
    return standings.refusal_to_act(actor, db.session.get(Person, case.about_id))


def decided_by(case: Case):
    """Who decided it: what the one who comes second is told."""
    by = db.session.get(Person, case.closed_by_id) if case.closed_by_id else None
    if by is None:
        return _l("This case was decided meanwhile.")
    return _l("%(name)s decided this case meanwhile.", name=by.name)


def open_for_appeal(event: AppealMade) -> None:
    """An appeal waits for a moderator, as a report does. Within the transaction in which it was made."""
    made = db.session.get(Appeal, event.appeal_id)
    db.session.add(Case(about_id=event.person_id, appeal_id=made.id, opened_at=made.created_at))
    db.session.flush()


def close_for_appeal(event: AppealDecided) -> None:
    """The appeal is decided: here, or since the suspension was lifted by another way."""
    case = db.session.scalar(select(Case).where(Case.appeal_id == event.appeal_id).with_for_update())
    if case is not None and case.is_open:
        _close(case, db.session.get(Appeal, event.appeal_id).state, event.actor_id)


def _found(actor: Person, case_id: int) -> Case:
    case = db.session.scalar(Case.of(actor).where(Case.id == case_id))
    if case is None:
        raise NotAllowed(_l("Only moderators can do this."))
    return case


def _locked(actor: Person, case_id: int) -> Case:
    """The case under the lock of its row: two who decide at once come one after the other. The person is locked before
    it, as they are where a suspension is lifted by another way; and so is who reported them, in the order of their
    numbers: each may have reported the other."""
    case = _found(actor, case_id)
    reporter_id = db.session.get(Report, case.report_id).reporter_id if case.report_id else None
    for id_ in sorted({case.about_id, reporter_id or case.about_id}):
        standings.locked(id_)
    db.session.refresh(case, with_for_update=True)
    return case


def _act(actor: Person, case: Case, outcome: str, note: str) -> int | None:
    if outcome == DISMISSED:
        return None
    verb = {WARNED: standings.warn, SUSPENDED: standings.suspend}[outcome]
    about, reason = db.session.get(Person, case.about_id), db.session.get(Report, case.report_id).reason
    return verb(actor, about, reason, note).id


def _answer(case: Case) -> None:
    """Whoever reported it is told that it was looked at. Part of the transaction of its caller, under their lock."""
    reporter_id = db.session.get(Report, case.report_id).reporter_id
    if reporter_id is not None:
        db.session.get(Person, reporter_id).answered = True
        tell(ReportAnswered((reporter_id,)))


def _close(case: Case, outcome: str, by_id: int | None) -> None:
    case.state, case.outcome, case.closed_at, case.closed_by_id = CLOSED, outcome, now(), by_id
    db.session.flush()
