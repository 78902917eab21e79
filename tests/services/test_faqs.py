"""Questions and answers: what is kept, in which order, and that they are their owner's alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from inbox.errors import Invalid, NotAllowed, Refused
from inbox.models.faq import Faq
from inbox.services import faqs


def add(cast, owner, question="Do you print?", answer="No."):
    return cast.do(faqs.create, owner, question, answer)


def questions(cast, owner) -> list[str]:
    return [faq.question for faq in cast.do(faqs.all_of, owner)]


def test_they_are_kept_in_the_order_of_their_owner(cast, bo):
    one, two, three = (add(cast, bo, question) for question in ("One", "Two", "Three"))
    cast.do(faqs.move, bo, three.id, "up")
    cast.do(faqs.move, bo, one.id, "down")
    assert questions(cast, bo) == ["Three", "One", "Two"]
    for faq, way in ((three, "up"), (two, "down"), (one, "sideways")):
        cast.do(faqs.move, bo, faq.id, way)
    assert questions(cast, bo) == ["Three", "One", "Two"]
    cast.do(faqs.destroy, bo, one.id), cast.do(faqs.update, bo, two.id, "Two?", "Yes")
    add(cast, bo, "Four")
    assert questions(cast, bo) == ["Three", "Two?", "Four"] and cast.again(two).answer == "Yes"


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [("", "x", "question"), ("\u200b", "x", "question"), ("x" * 201, "x", "question"), ("x", "", "answer"),
     ("x", "\u3164 ", "answer"), ("x", "y" * 1001, "answer"), ("x", "a\0b", "answer"), ("do  you PRINT?", "x", "question")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_nothing_changes(cast, bo, question, answer, field):
    faq, other = add(cast, bo), add(cast, bo, "Another")
    for verb in (
        lambda: add(cast, bo, question, answer),
        lambda: cast.do(faqs.update, bo, other.id, question, answer),
    ):
        with pytest.raises(Invalid) as refused:
            verb()
        assert set(refused.value.errors) == {field}
    assert questions(cast, bo) == ["Do you print?", "Another"] and cast.again(faq).answer == "No."


def test_there_are_fifty_at_most_also_when_they_come_at_once(cast, bo):
    for number in range(47):
        add(cast, bo, f"Question {number}")

    def one_more(number: int) -> bool:
        try:
            return bool(add(cast, bo, f"More {number}"))
        except Refused:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one_more, range(6))) == 3
    assert cast.count(Faq) == 50


def test_nobody_else_sees_or_changes_them(cast, bo, dev):
    faq = add(cast, bo)
    assert questions(cast, dev) == []
    for verb, *more in ((faqs.update, "x", "y"), (faqs.destroy,), (faqs.move, "up")):
        with pytest.raises(NotAllowed):
            cast.do(verb, dev, faq.id, *more)
    assert cast.rows(select(Faq.question)) == ["Do you print?"]


def test_clients_have_none(cast, ana):
    for verb, *more in ((faqs.create, "x", "y"), (faqs.all_of,)):
        with pytest.raises(NotAllowed):
            cast.do(verb, ana, *more)
