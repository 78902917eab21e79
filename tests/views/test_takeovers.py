"""Watching the assistant, and taking over."""

import pytest

from inbox.models.assistance import Assistance
from inbox.models.draft import Draft
from tests.services.test_assistances import ASK, answered, assisted, work
from tests.services.test_assistants import switched_on

URL = "/inbox/ana/takeover"
STRIP = "Your assistant answers here while you are away."


@pytest.fixture
def bo(cast, bo):
    """Bo, whose assistant answers."""
    return assisted(cast, bo)


@pytest.fixture
def tab(cast, ana, bo, monkeypatch):
    """Bo's, whose assistant has answered Ana."""
    answered(cast, monkeypatch, ana, bo)
    return cast.logged_in(bo)


def test_the_freelancer_sees_that_it_answers_and_takes_over(cast, tab, ana):
    assert STRIP in tab.read("/inbox/ana").one("#assistance").text
    assert tab.form("/inbox/ana", URL).goes_to == "/inbox/ana"
    page = tab.read("/inbox/ana")
    assert "You have taken over from your assistant." in page.one("#assistance").text
    assert cast.row(Assistance, 1).state == "taken"
    client = cast.logged_in(ana).read("/inbox/bo")
    assert not client.has("#assistance") and "You have taken over" not in client.source


def test_nobody_but_its_freelancer_sees_what_it_does(cast, tab, ana, bo, dev):
    """Also a client who is a freelancer too."""
    cast.said(dev, bo, ASK), work(cast)
    for client in (ana, dev):
        page = cast.logged_in(client).read("/inbox/bo")
        assert page.one("[data-kind=assistant]").text and STRIP not in page.text
        assert not page.all(f"[action='{URL}']") and "Take over" not in page.text


def test_without_scripts_what_stands_in_the_composer_is_kept(cast, tab):
    button = tab.read("/inbox/ana").one("#assistance button")
    assert (button["form"], button["formaction"]) == ("composer", URL)
    tab.send(URL, {"body": "Half a thought", "draft": "0", "key": "k"})
    assert cast.rows(Draft.__table__.select().with_only_columns(Draft.body)) == ["Half a thought"]
    assert cast.row(Assistance, 1).state == "taken"


def test_htmx_gets_the_strip_in_its_place(tab):
    piece = tab.htmx(URL)
    assert piece.status_code == 200 and "You have taken over" in piece.page.one("#assistance").text


def test_an_open_page_hears_of_it(cast, tab, ana, bo):
    shown = tab.get("/inbox/ana/changes?since=1").page.one("#assistance")
    assert STRIP in shown.text and shown["hx-swap-oob"] == "true"
    cast.said(ana, bo, "Can you promise it?"), work(cast)
    shown = tab.get("/inbox/ana/changes?since=1").page.one("#assistance")
    assert "Handed over to you · The client asks for what only you can promise." in shown.text
    assert not cast.logged_in(ana).get("/inbox/bo/changes?since=1").page.all("#assistance")


def test_once_the_freelancer_has_written_nothing_is_said_of_it(cast, tab, ana, bo):
    cast.said(bo, ana, "Hello")
    assert tab.read("/inbox/ana").one("#assistance").text == ""


def test_the_message_is_marked_for_both_and_nothing_in_it_is_markup(cast, ana, bo):
    """Attacks 31 and 32."""
    hostile = "<b>{{7*7}}</b> <img src=x>"
    switched_on(cast, bo, name=hostile, intake="<script>alert(1)</script>")
    cast.said(ana, bo, ASK), work(cast)
    for tab, other, mark in (
        (cast.logged_in(ana), "bo", "Assistant, not Bo Lindqvist"),
        (cast.logged_in(bo), "ana", "Assistant, not you"),
    ):
        shown = tab.read(f"/inbox/{other}").one("[data-kind=assistant]")
        assert mark in shown.text and hostile in shown.text and "<script>alert(1)</script>" in shown.text
        assert not shown.all("img") and not shown.all("script") and not shown.all(".text b")
        assert "Edit" not in shown.text and "Delete for everyone" not in shown.text


def test_an_assistant_without_a_name_is_its_freelancers(cast, tab, ana):
    assert "Bo Lindqvist’s assistant" in cast.logged_in(ana).read("/inbox/bo").one("[data-kind=assistant] .by").text
    assert "Your assistant" in tab.read("/inbox/ana").one("[data-kind=assistant] .by").text


def test_others_cannot_take_over(cast, tab, ana, dev):
    assert cast.logged_in(ana).send("/inbox/bo/takeover").status_code == 403
    assert cast.logged_in(dev).send("/inbox/bo/takeover").status_code == 404
    assert cast.row(Assistance, 1).state == "open"
