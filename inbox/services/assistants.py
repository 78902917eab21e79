"""Assistants: what freelancers choose about theirs. `receptions` says when one answers, `assistances` how."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from inbox.answering import Rules
from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.extensions import db
from inbox.models.assistant import TOPICS, Assistant
from inbox.models.person import Person
from inbox.models.service import PRICE, Service
from inbox.money import CURRENCIES, amount
from inbox.text import clean, is_blank, plain, unstorable
from inbox.transaction import transaction


@dataclass(frozen=True)
class Chosen:
    """It all as it was typed."""

    enabled: bool = False
    name: str = ""
    tells: Sequence[str] = ()  # of TOPICS
    intake: str = ""  # one question a line
    triggers: str = ""  # one a line
    budget: str = ""
    wish: bool = False
    currency: str = CURRENCIES[0]  # of the budget


@transaction
def change(person: Person, chosen: Chosen) -> Assistant:
    """Keeps all of it. Raises Invalid with a sentence for each field; then nothing is changed. NotAllowed for who is no
    freelancer."""
    refuse_all_but_freelancers(person)
    errors: dict = {}
    name = _name(chosen.name, errors)
    intake = _lines("intake", chosen.intake, settings().intake_max, settings().intake_question_max, errors)
    words = _lines("triggers", chosen.triggers, settings().triggers_max, settings().trigger_max, errors)
    over = _budget(chosen.budget, errors)
    if chosen.currency not in CURRENCIES:
        errors["currency"] = _l("Choose a currency from the list")
    if errors:
        raise Invalid(errors)
    person.assistant_name = name
    tells = [topic for topic in TOPICS if topic in chosen.tells]
    return db.session.merge(
        Assistant(
            person_id=person.id, enabled=chosen.enabled, tells=tells, intake=intake, triggers=words, budget_over=over,
            budget_currency=chosen.currency, wish=chosen.wish,
        )
    )  # fmt: skip


def of(person: Person) -> Assistant:
    """What that freelancer chose; one that is off, for who never chose anything. Raises NotAllowed."""
    refuse_all_but_freelancers(person)
    if (assistant := db.session.get(Assistant, person.id)) is not None:
        return assistant
    priced_in = db.session.scalar(Service.of(person).with_only_columns(Service.currency).limit(1))
    return Assistant.at_first(person.id, priced_in or CURRENCIES[0])


def is_on(person: Person) -> bool:
    """Whether that person is a freelancer whose assistant answers."""
    assistant = db.session.get(Assistant, person.id)
    return assistant is not None and assistant.enabled and person.role_freelancer


def names_of(person: Person) -> str:
    """All that somebody may be spoken to by who asks that freelancer's assistant."""
    return f"{person.name} {person.username} {person.assistant_name}"


def rules_of(assistant: Assistant) -> Rules:
    """When it hands over."""
    return Rules(assistant.wish, tuple(assistant.triggers), assistant.budget_over, assistant.budget_currency)


def refuse_all_but_freelancers(person: Person) -> None:
    """Raises NotAllowed for somebody who is no freelancer."""
    if not person.role_freelancer:
        raise NotAllowed(_l("Only freelancers have an assistant."))


def _name(typed: str, errors: dict) -> str:
    name, most = plain(typed), settings().assistant_name_max
    if unstorable(name) or len(name) > most:
        errors["name"] = _l("Enter a name of at most %(max)s characters, or none", max=most)
    return "" if is_blank(name) else name


def _lines(field: str, typed: str, most: int, longest: int, errors: dict) -> list[str]:
    """Each line once, in their order."""
    lines = (plain(line) for line in clean(typed).split("\n"))
    found = list(dict.fromkeys(line for line in lines if not is_blank(line)))
    if unstorable(typed):
        errors[field] = _l("The text holds a character that cannot be stored. Remove it.")
    elif len(found) > most:
        errors[field] = _l("Enter at most %(max)s lines", max=most)
    elif any(len(line) > longest for line in found):
        errors[field] = _l("Enter at most %(max)s characters in a line", max=longest)
    return found


def _budget(typed: str, errors: dict) -> int | None:
    if not typed.strip():
        return None
    over = amount(typed)
    if over is None or not PRICE[0] <= over <= PRICE[1]:
        errors["budget"] = _l("Enter an amount from 1 to 1,000,000, such as 350 or 12.50, or nothing")
    return over
