"""What the views of the moderators share: who may, the queue, and a case as it is drawn."""

from datetime import datetime
from typing import NamedTuple

from flask import abort

from inbox.clock import now
from inbox.config import settings
from inbox.extensions import db
from inbox.models.case import Case
from inbox.models.person import Person
from inbox.models.report import Report
from inbox.models.sanction import REASONS, Sanction
from inbox.services import cases, standings
from inbox.views.html import page
from inbox.views.viewer import moderator

COUNTED = 100
"""Open cases that are counted; of more it is said that there are more."""
HISTORY = 10
"""Sanctions of the same person that are shown beside a case."""


class Exhibit(NamedTuple):
    """A message of the evidence, as it was when it was reported."""

    id: int
    author: Person | None
    body: str
    files: tuple[str, ...]  # the names of its files
    at: datetime
    edited: bool
    deleted: bool
    reported: bool
    versions: tuple[tuple[str, datetime], ...]


def moderator_of(id: int) -> Person:
    """The moderator who looks, where there is a case of that number for them; or 404."""
    actor = moderator()
    db.session.scalar(Case.of(actor).where(Case.id == id)) or abort(404)
    return actor


def open_cases(actor: Person) -> str:
    """How many cases wait, as the tabs say it; nothing for none."""
    count = db.session.scalar(Case.count_open(actor, COUNTED))
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count or "")


def queue(actor: Person, state: str, after: int | None) -> dict:
    """A page of the queue."""
    size = settings().page_cases
    found = db.session.execute(Case.queue(actor, state, after).limit(size + 1)).all()
    more = found[size - 1][0].id if len(found) > size else None
    told = {"state": state, "reasons": REASONS, "open_cases": open_cases(actor)}
    return {"rows": found[:size], "more_after": more} | told


def drawn(actor: Person, id: int, status: int = 200, **typed):
    """The page of a case, with what was typed into its form."""
    case, report, reporter, appeal, contested, about, standing = db.session.execute(Case.whole(actor, id)).one()
    shown = {"case": case, "report": report, "reporter": reporter, "appeal": appeal, "contested": contested}
    shown |= {"about": about, "standing": standing, "refusal": cases.refusal(actor, case)}
    shown |= {"exhibits": _exhibits(report, reporter, about) if report else (), **_history(about)}
    shown |= queue(actor, case.state, case.id - 1 if case.is_open else case.id + 1)
    shown |= {"closed_by": db.session.get(Person, case.closed_by_id) if case.closed_by_id else None}
    shown |= {"next_id": db.session.scalar(Case.next_after(actor, id))}
    form = {"outcome": "", "note": "", "errors": {}, "notice": None} | typed
    return page("cases/show.html", status, **shown, **form)


def _exhibits(report: Report, reporter: Person | None, about: Person) -> list[Exhibit]:
    """What was kept of the conversation, oldest first."""
    people = {person.id: person for person in (reporter, about) if person}
    return [
        Exhibit(
            each["id"], people.get(each["author_id"]), each["body"], tuple(each.get("files", ())),
            datetime.fromisoformat(each["at"]),
            each["edited_at"] is not None, each["deleted"], each["id"] == report.thing_id,
            tuple((old["body"], datetime.fromisoformat(old["at"])) for old in each["versions"]),
        )
        for each in report.evidence
    ]  # fmt: skip


def _history(about: Person) -> dict:
    """What was set against that person before, the newest first, and how often the limit stopped them lately."""
    sanctions = db.session.scalars(Sanction.of(about).limit(HISTORY)).all()
    return {"sanctions": sanctions, "offences": db.session.scalar(standings.recent_offences(about.id, now()))}
