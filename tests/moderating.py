"""What the tests of moderation begin with."""

from inbox.models.case import Case
from inbox.services import reports, standings


def first_reported(cast, client, freelancer) -> Case:
    """The case of a client who had written to that freelancer, and reported the answer."""
    cast.said(client, freelancer, "Hello")
    return reported(cast, client, freelancer)


def reported(cast, reporter, author, body="Pay me directly", reason="payment", words="") -> Case:
    """The case of a message that the author just wrote and the reporter told the moderators of."""
    message = cast.said(author, reporter, body)
    made = cast.do(reports.report, reporter, "message", message.id, reason, words)
    return _only(cast, Case.report_id == made.id)


def appealed(cast, mod, person) -> Case:
    """The case of an appeal of somebody whom that moderator has just suspended."""
    cast.do(standings.suspend, mod, person, "spam")
    made = cast.do(standings.appeal, person, "It was not me.")
    return _only(cast, Case.appeal_id == made.id)


def _only(cast, condition) -> Case:
    (id_,) = cast.rows(Case.__table__.select().with_only_columns(Case.id).where(condition))
    return cast.row(Case, id_)
