"""Trying the assistant on its page."""

from inbox.models.message import Message
from inbox.services import services
from tests.values import SERVICE

URL = "/settings/assistant/trial"


def test_the_page_shows_what_a_client_would_read_and_from_where(cast, bo):
    cast.do(services.create, bo, "k", **SERVICE)
    tab = cast.logged_in(bo)
    page = tab.form("/settings/assistant", URL).page
    assert not page.all("#trial [role=status]")
    page = tab.read(f"{URL}?question=How+much+is+a+logo%3F")
    assert page.one("[name=question]")["value"] == "How much is a logo?"
    said = page.one("#trial [role=status]").text
    assert "Answered from “A logo for your shop”" in said and "€350" in said
    handed = tab.read(f"{URL}?question=Can+you+promise+it%3F").one("#trial [role=status]").text
    assert "Handed over to you The client asks for what only you can promise." in handed
    assert cast.count(Message) == 0


def test_htmx_gets_the_same_in_its_place(cast, bo):
    piece = cast.logged_in(bo).htmx(f"{URL}?question=Hello", method="GET").page
    assert "Nothing is asked yet" in piece.one("#trial").text


def test_clients_have_no_such_page(cast, ana):
    assert cast.logged_in(ana).get(URL).status_code == 403
