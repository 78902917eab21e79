"""Waiting for the freelancer instead of their assistant."""

import pytest

from inbox.models.assistance import Assistance
from inbox.models.draft import Draft
from inbox.services import blocks
from tests.services.test_assistances import ASK, answered, assisted, here, said, work

URL = "/inbox/bo/handover"
WAIT = "Wait for Bo Lindqvist instead"


@pytest.fixture
def bo(cast, bo):
    """Bo, whose assistant answers."""
    return assisted(cast, bo)


@pytest.fixture
def tab(cast, ana, bo, monkeypatch):
    """Ana's, whom Bo's assistant has answered."""
    answered(cast, monkeypatch, ana, bo)
    return cast.logged_in(ana)


def offering(page) -> list[str]:
    """The messages at which the page offers to wait for the person."""
    return [each["id"] for each in page.all(".msg") if WAIT in each.text]


def test_the_client_waits_for_the_freelancer_and_both_see_that(cast, tab, ana, bo):
    assert offering(tab.read("/inbox/bo")) == ["message-2"]
    assert tab.form("/inbox/bo", URL).goes_to == "/inbox/bo"
    page = tab.read("/inbox/bo")
    assert offering(page) == [] and "passed on that you want to talk to Bo Lindqvist in person" in page.text
    strip = cast.logged_in(bo).read("/inbox/ana").one("#assistance").text
    assert "Handed over to you · The client wants to talk to you in person." in strip


def test_it_stands_at_the_newest_answer_alone_and_not_at_one_that_hands_over(cast, tab, ana, bo):
    cast.said(ana, bo, "And do you print?"), work(cast)
    assert offering(tab.read("/inbox/bo")) == ["message-4"]
    cast.said(ana, bo, "Can you promise it?"), work(cast)
    assert len(said(cast)) == 3 and offering(tab.read("/inbox/bo")) == []


def test_an_open_page_hears_when_it_is_offered_no_more(cast, tab, ana, bo):
    """By whatever ends it: a takeover, a word of the freelancer, another answer."""
    shown = tab.get("/inbox/bo/changes?since=1").page
    assert offering(shown) == ["message-2"]
    cast.said(ana, bo, "And do you print?"), work(cast)
    assert "message-2" in {each["id"] for each in tab.get("/inbox/bo/changes?since=3").page.all(".msg")}
    cast.logged_in(bo).htmx("/inbox/ana/takeover")
    shown = tab.get("/inbox/bo/changes?since=4").page
    assert [each["id"] for each in shown.all(".msg")] == ["message-4"] and offering(shown) == []


def test_once_the_freelancer_has_written_it_is_offered_no_more(cast, tab, ana, bo):
    cast.said(bo, ana, "Hello, Ana")
    shown = tab.get("/inbox/bo/changes?since=2").page
    assert [each["id"] for each in shown.all(".msg")] == ["message-2", "message-3"]
    assert offering(shown) == [] == offering(tab.read("/inbox/bo"))
    assert tab.send(URL).goes_to == "/inbox/bo" and len(said(cast)) == 1


def test_htmx_gets_what_changed(tab):
    piece = tab.htmx(URL, {"since": "2", "filter": "all"}).page
    assert [each["id"] for each in piece.all(".msg")] == ["message-2", "message-3"] and offering(piece) == []


def test_without_scripts_what_stands_in_the_composer_is_kept(cast, tab):
    button = next(each for each in tab.read("/inbox/bo").all(".msg button") if each.text == WAIT)
    assert (button["form"], button["formaction"]) == ("composer", URL)
    tab.send(URL, {"body": "Half a thought", "draft": "0", "key": "k"})
    assert cast.rows(Draft.__table__.select().with_only_columns(Draft.body)) == ["Half a thought"]
    assert cast.row(Assistance, 1).reason == "person"


def test_nobody_but_its_client_is_offered_it_or_can_ask_for_it(cast, tab, ana, bo, dev):
    freelancer = cast.logged_in(bo)
    assert "instead" not in freelancer.read("/inbox/ana").one("#thread").text
    assert freelancer.send("/inbox/ana/handover").status_code == 403
    assert cast.logged_in(dev).send(URL).status_code == 404
    cast.said(ana, dev, "Hello")
    assert tab.send("/inbox/dev/handover").status_code == 403
    assert cast.row(Assistance, 1).state == "open"


def test_across_a_block_it_is_not_offered_and_nothing_is_said(cast, tab, ana, bo):
    cast.do(blocks.block, bo, ana)
    assert offering(tab.read("/inbox/bo")) == []
    assert tab.send(URL).status_code in (303, 403) and len(said(cast)) == 1


def test_in_french_it_is_french(cast, ana, bo, monkeypatch):
    here(monkeypatch)
    client = cast.person("lea", locale="fr")
    cast.said(client, bo, ASK), work(cast)
    tab = cast.logged_in(client)
    assert "Attendre Bo Lindqvist" in tab.read("/inbox/bo").one("[data-kind=assistant]").text
    tab.form("/inbox/bo", URL)
    assert "J’ai transmis" in said(cast)[-1]
