"""Assistants: what answers new clients for a freelancer, out of what the freelancer wrote."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from inbox.database import Id
from inbox.extensions import db
from inbox.money import CURRENCIES

TOPICS = {
    "services": _l("My services: what they are, delivery and revisions"),
    "prices": _l("My prices"),
    "availability": _l("My working hours, and when I am out of office"),
    "faq": _l("My questions and answers"),
    "profile": _l("What I say about myself, and my languages"),
}
"""What it may tell, and what the page calls it."""

REASONS = {
    "person": _l("The client wants to talk to you in person."),
    "word": _l("The client says one of your words."),
    "budget": _l("The client names an amount over yours."),
    "currency": _l("The client names an amount in another currency than yours."),
    "promise": _l("The client asks for what only you can promise."),
    "closed": _l("The client asks for a price, which your assistant does not tell."),
    "number": _l("The client names a number that you wrote nowhere."),
    "unknown": _l("You wrote nothing that answers it."),
    "intake": _l("The client has said what your assistant asked."),
    "enough": _l("Your assistant has answered often enough here."),
    "broken": _l("Answering was tried several times, and stopped each time."),
}
"""Why it hands over, as the freelancer reads it."""


class Assistant(db.Model):
    """One freelancer's. It is named by `Person.assistant_name`; one that is off is kept."""

    __tablename__ = "assistant"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=False)
    tells: Mapped[list] = mapped_column(JSON, default=list)  # of TOPICS
    intake: Mapped[list] = mapped_column(JSON, default=list)  # what new clients are asked
    triggers: Mapped[list] = mapped_column(JSON, default=list)  # words that hand over
    budget_over: Mapped[int | None] = mapped_column(BigInteger, default=None)  # minor units
    wish: Mapped[bool] = mapped_column(default=True)  # whether a wish to talk to a person hands over
    budget_currency: Mapped[str] = mapped_column(String(3), default=CURRENCIES[0], server_default=CURRENCIES[0])

    @classmethod
    def at_first(cls, person_id: int, currency: str) -> "Assistant":
        """What it is for who never chose anything, and has prices in that currency: off."""
        return cls(
            person_id=person_id, enabled=False, tells=list(TOPICS), intake=[], triggers=["urgent"], budget_over=None,
            budget_currency=currency, wish=True,
        )  # fmt: skip
