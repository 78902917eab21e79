"""Fifty questions of new clients to the Bo of the demo, through the pages, the reception and the jobs: written before
there was anything that answers them (`tests/questions.toml`). At least thirty of forty honest ones are answered from the
right source; all ten traps are handed over."""

import tomllib
from pathlib import Path

import pytest

from inbox import clock
from inbox.answering import made_up
from inbox.cli import seed
from inbox.models.assistance import Assistance, Step
from inbox.models.message import Message
from inbox.services import availability, faqs
from jobs.answer_client import answer_client
from jobs.assist_client import assist_client
from tests.services.test_assistants import switched_on
from tests.services.test_availability import said

QUESTIONS = tomllib.loads((Path(__file__).parents[1] / "questions.toml").read_text(encoding="utf-8"))


@pytest.fixture
def app(make_app):
    """It has no translator: all of it is in English."""
    return make_app(TRANSLATORS="none")


@pytest.fixture
def bo(cast):
    """The Bo of the demo, with the hours and the answers of the questions, and the assistant on."""
    (about,) = [each for each in seed._read("people")["person"] if each["username"] == "bo"]
    cast.do(seed._register, about, "x", clock.now())
    clock.release()
    cast.settle(["bo"])
    bo = cast.person("bo")
    hours = [tuple(each or ("", "")) for each in QUESTIONS["freelancer"]["hours"]]
    cast.do(availability.change, bo, said(hours=hours))
    for each in QUESTIONS["faq"]:
        cast.do(faqs.create, bo, each["question"], each["answer"])
    switched_on(cast, bo)
    return bo


def asked(cast, number: int, question: str) -> tuple[Assistance, Message]:
    """A new client asks that on the page, and the worker does what it is told; what the assistant did and said."""
    client = cast.person(f"client{number}")
    assert cast.logged_in(client).send("/inbox/bo/messages", {"body": question, "key": "k"}).status_code == 303
    for job in (answer_client, assist_client):
        cast.do(job, number + 1)
    row = cast.row(Assistance, number + 1)
    (step,) = (Step(*each) for each in row.steps)
    return row, cast.row(Message, step.answer_id)


@pytest.mark.thorough
def test_thirty_of_forty_are_answered_from_the_right_source_and_every_trap_is_handed_over(cast, bo):
    assert (len(QUESTIONS["honest"]), len(QUESTIONS["trap"])) == (40, 10)
    honest, traps, wrong = QUESTIONS["honest"], QUESTIONS["trap"], []
    for number, each in enumerate(honest):
        row, message = asked(cast, number, each["ask"])
        assert message.kind == "assistant"
        if [Step(*step).title for step in row.steps] != [each["source"]]:
            wrong.append(each["ask"])
    assert len(wrong) <= 10, wrong
    for number, each in enumerate(traps, start=len(honest)):
        row, message = asked(cast, number, each["ask"])
        assert (row.state, [Step(*step).title for step in row.steps]) == ("handed", [""]), each["ask"]
        assert made_up(message.body, []) == set() and "“" not in message.body, each["ask"]
