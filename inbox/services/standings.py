"""Standings: offences, warnings, suspensions and appeals, and what each of them leads to.

`actor` is a moderator, or None: what follows from the rules, and what the command line does. A suspended person reads
what they have, and writes to nobody until a moderator lifts it.
"""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from inbox.clock import now
from inbox.config import settings
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import AppealDecided, AppealMade, PersonSuspended, PersonWarned, SuspensionLifted, WarningsSeen
from inbox.extensions import db
from inbox.models.appeal import GRANTED, OPEN, REJECTED, Appeal
from inbox.models.offence import Offence
from inbox.models.person import Person
from inbox.models.sanction import REASONS, SPAM, SUSPENSION, WARNING, Sanction
from inbox.text import clean, is_blank, unstorable
from inbox.transaction import tell, transaction


def refusal(author: Person, other: Person):
    """Why a suspension keeps the author from writing to the other: a sentence, or None."""
    if author.is_suspended:
        return suspended()
    if other.is_suspended:
        return _l("The account of %(name)s is suspended. You cannot write to each other.", name=other.name)
    return None


def suspended():
    """What is said to a suspended person who tries what they may not."""
    return _l("Your account is suspended. You can read what you have, and write to nobody.")


@transaction
def warn(actor: Person | None, person: Person, reason: str, note: str = "") -> Sanction:
    """Warns that person, who confirms that they read it. `note` is what the moderator says to them.

    Raises Invalid, NotAllowed."""
    note = _checked(actor, person, reason, note)
    person = locked(person.id)
    person.warned = True
    sanction = _add(actor, person, WARNING, reason, note)
    tell(PersonWarned(sanction.id, sanction.by_id, person.id, (person.id,)))
    return sanction


@transaction
def confirm_warnings(person: Person) -> None:
    """The person has read all of their warnings; once is as good as twice."""
    person = locked(person.id)
    if not person.warned:
        return
    for warning in db.session.scalars(Sanction.unseen(person)):
        warning.seen_at = now()
    person.warned = False
    tell(WarningsSeen((person.id,)))


@transaction
def suspend(actor: Person | None, person: Person, reason: str, note: str = "") -> Sanction:
    """Suspends that person, until it is lifted. Raises Invalid, NotAllowed, or Conflict when they are already."""
    note = _checked(actor, person, reason, note)
    person = locked(person.id)
    if person.is_suspended:
        raise Conflict(_l("%(name)s is suspended already.", name=person.name))
    person.suspended_at = now()
    sanction = _add(actor, person, SUSPENSION, reason, note)
    tell(PersonSuspended(sanction.id, sanction.by_id, person.id, (person.id,)))
    return sanction


@transaction
def lift(actor: Person | None, person: Person) -> Sanction:
    """Ends the suspension; an appeal against it that is open is granted by that. Warnings count anew from then on.

    Raises NotAllowed, or Conflict when that person is not suspended."""
    _refuse_others(actor, person)
    person = locked(person.id)
    sanction = db.session.scalar(Sanction.in_force(person))
    if sanction is None:
        raise Conflict(_l("%(name)s is not suspended.", name=person.name))
    appeal = db.session.scalar(Appeal.against(sanction).where(Appeal.state == OPEN))
    if appeal is not None:
        _close(actor, appeal, GRANTED, "")
    _end(actor, person, sanction)
    return sanction


@transaction
def appeal(person: Person, body: str) -> Appeal:
    """What the suspended person says against it, once. Raises Invalid, NotAllowed, Conflict for the second one."""
    body = _text("body", body)
    person = locked(person.id)
    sanction = db.session.scalar(Sanction.in_force(person))
    if sanction is None:
        raise NotAllowed(_l("Your account is not suspended: there is nothing to contest."))
    if db.session.scalar(Appeal.against(sanction)) is not None:
        raise Conflict(_l("You have contested this decision already. There is one appeal for each."))
    if is_blank(body):
        raise Invalid({"body": _l("Say why the decision is wrong.")})
    made = Appeal(sanction_id=sanction.id, person_id=person.id, body=body)
    db.session.add(made)
    db.session.flush()
    tell(AppealMade(made.id, person.id, (person.id,)))
    return made


@transaction
def decide(actor: Person, appeal_id: int, outcome: str, answer: str = "") -> Appeal:
    """Grants an appeal, which lifts the suspension, or rejects it: GRANTED or REJECTED. `answer` is what the moderator
    says to the person. Raises Invalid, NotAllowed, or Conflict when it was decided meanwhile."""
    if outcome not in (GRANTED, REJECTED):
        raise Invalid({"outcome": _l("Choose what becomes of the appeal.")})
    answer = _text("answer", answer)
    found = db.session.get(Appeal, appeal_id)
    if found is None:
        raise NotAllowed(_l("There is no such appeal."))
    person = db.session.get(Person, found.person_id)
    _refuse_others(actor, person)
    person = locked(person.id)
    db.session.refresh(found)
    if found.state != OPEN:
        raise Conflict(_l("This appeal was decided meanwhile."))
    _close(actor, found, outcome, answer)
    if outcome == GRANTED:
        _end(actor, person, db.session.get(Sanction, found.sanction_id))
    return found


def heed_offence(person: Person, at: datetime) -> None:
    """What an offence leads to; the person is locked, the offence is there. From the third within 30 days on each
    brings a warning; one after two warnings suspends for good."""
    if person.is_suspended:
        return
    if db.session.scalar(Sanction.count_warnings(person.id)) >= settings().warnings_suspended:
        suspend(None, person, SPAM)
    elif db.session.scalar(recent_offences(person.id, at)) >= settings().offences_warned:
        warn(None, person, SPAM)


def recent_offences(person_id: int, at: datetime) -> Select:
    """Counts the offences of the days that count, at that moment."""
    since = at - timedelta(days=settings().offence_days)
    return Offence.count(person_id, since)


def locked(person_id: int) -> Person:
    """The person as the database has them now, under the lock of their row: one sanction after the other, and of two
    who take a role at once none takes the last."""
    found = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _checked(actor: Person | None, person: Person, reason: str, note: str) -> str:
    _refuse_others(actor, person)
    if reason not in REASONS:
        raise Invalid({"reason": _l("Choose a reason.")})
    return _text("note", note)


def refusal_to_act(actor: Person, person: Person):
    """Why the actor may not decide about that person: a sentence, or None. Moderators act on others; on those who run
    Halle, administrators alone do."""
    if not actor.moderates:
        return _l("Only moderators can do this.")
    if actor.id == person.id:
        return _l("You cannot decide about yourself.")
    if (person.moderator or person.administrator) and not actor.administrator:
        return _l("Only an administrator can decide about a moderator.")
    return None


def _refuse_others(actor: Person | None, person: Person) -> None:
    sentence = refusal_to_act(actor, person) if actor else None
    if sentence:
        raise NotAllowed(sentence)


def _text(field: str, text: str) -> str:
    text, most = clean(text).strip(), settings().appeal_max
    if unstorable(text):
        raise Invalid({field: _l("The text holds a character that cannot be stored")})
    if len(text) > most:
        sentence = _l("The text has %(number)s characters; %(max)s are possible.", number=len(text), max=most)
        raise Invalid({field: sentence})
    return text


def _add(actor: Person | None, person: Person, kind: str, reason: str, note: str) -> Sanction:
    by = actor.id if actor else None
    made = Sanction(person_id=person.id, kind=kind, reason=reason, note=note, by_id=by, created_at=now())
    db.session.add(made)
    db.session.flush()
    return made


def _end(actor: Person | None, person: Person, sanction: Sanction) -> None:
    sanction.lifted_at, sanction.lifted_by_id = now(), actor.id if actor else None
    person.suspended_at = None
    tell(SuspensionLifted(sanction.id, sanction.lifted_by_id, person.id, (person.id,)))


def _close(actor: Person | None, found: Appeal, outcome: str, answer: str) -> None:
    found.state, found.answer, found.decided_at = outcome, answer, now()
    found.decided_by_id = actor.id if actor else None
    tell(AppealDecided(found.id, found.decided_by_id, found.person_id, (found.person_id,)))
