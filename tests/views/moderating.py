"""What the tests of moderation begin with."""

from inbox.models.case import Case
from inbox.services import reports


def reported(cast, reporter, author, body="Pay me directly", reason="payment", words="") -> Case:
    """The case of a message that the author just wrote and the reporter told the moderators of."""
    message = cast.said(author, reporter, body)
    made = cast.do(reports.report, reporter, "message", message.id, reason, words)
    (id_,) = cast.rows(Case.__table__.select().with_only_columns(Case.id).where(Case.report_id == made.id))
    return cast.row(Case, id_)
