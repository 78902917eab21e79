"""Letters: sending what other verbs wrote. A letter is tried until a server took it, or for some hours in vain; one
that nobody would ask for again, for as long as it is of use."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from inbox import mailer
from inbox.clock import now
from inbox.config import settings
from inbox.extensions import db
from inbox.mailer import Mail, NotSent
from inbox.models.letter import Letter
from inbox.services import confirmations, expiries, resets
from inbox.transaction import transaction

log = structlog.get_logger()
WRITERS: dict[str, Callable[[Letter], Mail | None]] = {
    resets.KIND: resets.mail,
    confirmations.KIND: confirmations.mail,
    expiries.KIND: expiries.mail,
}
"""What goes into a letter of each kind; nothing, when there is nobody (any more) to send it to."""

FIRST_PAUSE, LONGEST_PAUSE = 60, 3600
"""Seconds between tries, doubled each time. The first is longer than a job may run: no two send one letter at once."""
KEPT = timedelta(days=7)


def deliver(letter_id: int) -> None:
    """Sends the letter. What was sent already, or is being sent, is left alone."""
    mail = _take(letter_id)
    if mail is None:
        return
    try:
        mailer.send(mail)
    except NotSent as failure:
        _put_back(letter_id, failure)
    else:
        _close(letter_id)


def due() -> list[int]:
    """The letters that wait for a try."""
    return list(db.session.scalars(Letter.due().with_only_columns(Letter.id)).all())


@transaction
def forget_old() -> int:
    """Deletes the letters of last week, with the links that they held; returns how many."""
    return db.session.execute(delete(Letter).where(Letter.closed_at < now() - KEPT)).rowcount


@transaction
def _take(letter_id: int) -> Mail | None:
    """The mail, when it is due; nobody else gets it until the next try is."""
    found = Letter.due().where(Letter.id == letter_id).with_for_update()
    letter = db.session.scalar(found.execution_options(populate_existing=True))
    if letter is None:
        return None
    pause = min(FIRST_PAUSE * 2**letter.tries, LONGEST_PAUSE)
    letter.tries, letter.due_at = letter.tries + 1, now() + timedelta(seconds=pause)
    mail = WRITERS[letter.kind](letter)
    if mail is None:
        letter.closed_at = now()
    return mail


@transaction
def _close(letter_id: int) -> None:
    _locked(letter_id).closed_at = now()


@transaction
def _put_back(letter_id: int, failure: NotSent) -> None:
    letter = _locked(letter_id)
    over = failure.final or _is_too_late(letter)
    log.warning("mail not sent", letter=letter_id, reason=str(failure), tries=letter.tries, given_up=over)
    if over:
        letter.closed_at = now()


def _is_too_late(letter: Letter) -> bool:
    """Whoever waits for a link asks for another. Who is to be warned of a deletion waits for nothing."""
    lasts = timedelta(days=settings().warn_days if letter.kind == expiries.KIND else 0)
    return letter.tries >= settings().mail_tries and now() >= letter.created_at + lasts


def _locked(letter_id: int) -> Letter:
    found = select(Letter).where(Letter.id == letter_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
