"""Automatic replies: what freelancers have answered to new clients. `receptions` says when."""

from flask_babel import lazy_gettext as _l

from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.extensions import db
from inbox.models.auto_reply import AutoReply
from inbox.models.person import Person
from inbox.services import bodies
from inbox.text import clean, is_blank
from inbox.transaction import transaction


@transaction
def change(person: Person, enabled: bool, body: str) -> AutoReply:
    """Keeps the text, and whether it is sent. Raises Invalid, NotAllowed."""
    refuse_all_but_freelancers(person)
    text = clean(body).strip()
    _refuse(text, enabled)
    return db.session.merge(AutoReply(person_id=person.id, enabled=enabled, body="" if is_blank(text) else text))


def of(person: Person) -> AutoReply:
    """What that freelancer said; one that is off and empty, for who never said anything. Raises NotAllowed."""
    refuse_all_but_freelancers(person)
    return db.session.get(AutoReply, person.id) or AutoReply(person_id=person.id, enabled=False, body="")


def refuse_all_but_freelancers(person: Person) -> None:
    """Raises NotAllowed for somebody who is no freelancer."""
    if not person.role_freelancer:
        raise NotAllowed(_l("Only freelancers answer clients automatically."))


def _refuse(text: str, enabled: bool) -> None:
    if wrong := bodies.wrong_with(text, settings().auto_reply_max):
        raise Invalid({"body": wrong})
    if enabled and is_blank(text):
        raise Invalid({"body": _l("Write what is answered, or switch it off.")})
