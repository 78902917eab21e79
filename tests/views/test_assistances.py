"""The summary that an assistant leaves its freelancer."""

import pytest

from tests.services.test_assistances import ASK, assisted, work
from tests.services.test_assistants import switched_on

URL = "/inbox/ana/assistance"


@pytest.fixture
def bo(cast, bo):
    """Bo, whose assistant answers."""
    return assisted(cast, bo)


def test_it_says_what_was_asked_out_of_what_it_was_answered_and_why_it_was_handed_over(cast, ana, bo):
    switched_on(cast, bo, intake="What for?")
    cast.said(ana, bo, ASK), work(cast)
    cast.said(ana, bo, "For a bakery, we have 500 EUR"), work(cast)
    tab = cast.logged_in(bo)
    assert tab.read("/inbox/ana").link("Summary")["href"] == URL
    page = tab.read(URL)
    for words in (ASK, "Answered from “A logo for your shop”", "For a bakery", "Amounts named: 500 EUR", "What for?",
                  "The client has said what your assistant asked."):  # fmt: skip
        assert words in page.text, words
    assert page.link(ASK)["href"] == "/inbox/ana?at=1#message-1"


def test_nobody_else_has_one(cast, ana, bo, dev):
    cast.said(ana, bo, ASK), work(cast)
    assert cast.logged_in(ana).get("/inbox/bo/assistance").status_code == 404
    assert cast.logged_in(dev).get("/inbox/bo/assistance").status_code == 404
    assert cast.logged_in(dev).get(URL).status_code == 404
