"""FAQ: what freelancers answer to what they are asked most. Only their owner sees and changes them; clients read an
answer when the assistant quotes it."""

from flask_babel import lazy_gettext as _l

from inbox.config import settings
from inbox.errors import Invalid, NotAllowed
from inbox.extensions import db
from inbox.models.faq import Faq
from inbox.models.person import Person
from inbox.services import bodies, ordered
from inbox.services.assistants import refuse_all_but_freelancers
from inbox.text import clean, is_blank, plain, unstorable
from inbox.transaction import transaction


@transaction
def create(owner: Person, question: str, answer: str) -> Faq:
    """Adds one at the end. Raises Invalid, NotAllowed."""
    owner = _locked(owner)
    question, answer = _checked(question, answer)
    count, position = ordered.end(Faq, owner)
    if count >= settings().faq_max:
        raise NotAllowed(_l("You have %(number)s questions, and no more are possible. Delete one first.",
                            number=settings().faq_max))  # fmt: skip
    _refuse_twice(owner, question, None)
    faq = Faq(owner_id=owner.id, position=position, question=question, folded=Faq.fold(question), answer=answer)
    db.session.add(faq)
    db.session.flush()
    return faq


@transaction
def update(owner: Person, faq_id: int, question: str, answer: str) -> Faq:
    """Changes one's own. Raises Invalid, NotAllowed."""
    owner = _locked(owner)
    faq = _own(owner, faq_id)
    question, answer = _checked(question, answer)
    _refuse_twice(owner, question, faq.id)
    faq.question, faq.folded, faq.answer = question, Faq.fold(question), answer
    return faq


@transaction
def destroy(owner: Person, faq_id: int) -> None:
    """Deletes one's own for good. Raises NotAllowed."""
    db.session.delete(_own(_locked(owner), faq_id))


@transaction
def move(owner: Person, faq_id: int, way: str) -> None:
    """Puts one's own a place up or down; the first goes no further up. Raises NotAllowed."""
    owner = _locked(owner)
    ordered.move(_own(owner, faq_id), owner, way)


def all_of(owner: Person) -> list[Faq]:
    """All of that freelancer's, in their order. Raises NotAllowed."""
    refuse_all_but_freelancers(owner)
    return list(db.session.scalars(Faq.of(owner)).all())


def _checked(question: str, answer: str) -> tuple[str, str]:
    question, answer, errors = plain(question), clean(answer).strip(), {}
    most = settings().faq_question_max
    if unstorable(question) or is_blank(question) or len(question) > most:
        errors["question"] = _l("Enter a question of 1 to %(max)s characters", max=most)
    if wrong := bodies.wrong_with(answer, settings().faq_answer_max, nothing=_l("Write the answer first.")):
        errors["answer"] = wrong
    if errors:
        raise Invalid(errors)
    return question, answer


def _refuse_twice(owner: Person, question: str, own_id: int | None) -> None:
    if ordered.is_taken(Faq, owner, Faq.fold(question), own_id):
        raise Invalid({"question": _l("You have this question already. Change its answer instead.")})


def _locked(owner: Person) -> Person:
    """The owner, who has to be a freelancer, under the lock of their row."""
    owner = ordered.locked(owner)
    refuse_all_but_freelancers(owner)
    return owner


def _own(owner: Person, faq_id: int) -> Faq:
    faq = db.session.scalar(Faq.of(owner).where(Faq.id == faq_id))
    if faq is None:
        raise NotAllowed(_l("Only its owner can change this question."))
    return faq
