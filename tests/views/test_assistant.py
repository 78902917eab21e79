"""The page of the assistant."""

from datetime import datetime

import pytest

from inbox import clock
from inbox.models.assistant import Assistant
from inbox.models.faq import Faq
from inbox.services import assistants, faqs
from inbox.services.assistants import Chosen
from tests.services.test_receptions import is_away

URL = "/settings/assistant"
HOSTILE = "<b>{{7*7}}</b> <img src=x onerror=alert(1)> \" '"


def test_what_is_chosen_is_saved_and_shown_again(cast, bo):
    tab = cast.logged_in(bo)
    assert tab.read("/settings/").link("Assistant")["href"] == URL
    page = tab.read(URL)
    assert "checked" not in page.one("[name=enabled]").attrs and len(page.all("[name=tells]")) == 5
    typed = {"enabled": "1", "name": "Robo", "tells": ["faq", "prices"], "intake": "What for?\r\nBy when?"}
    answer = tab.send(URL, typed | {"triggers": "urgent", "budget": "1200", "currency": "GBP", "wish": "1"})
    assert answer.goes_to == f"{URL}?saved=1"
    page = tab.read(answer.goes_to)
    assert "Saved" in page.text and "checked" in page.one("[name=enabled]").attrs
    assert [each["value"] for each in page.all("[name=tells]") if "checked" in each.attrs] == ["prices", "faq"]
    assert page.field("What it asks new clients").raw.strip() == "What for?\nBy when?"
    assert page.field("The client names an amount over")["value"] == "1200"
    assert [each.text for each in page.all("#currency option") if "selected" in each.attrs] == ["GBP"]
    stored = cast.row(Assistant, bo.id)
    assert (stored.enabled, stored.budget_over, stored.wish) == (True, 120000, True)


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(cast, bo):
    typed = {"name": "x" * 41, "intake": "y" * 201, "budget": "much", "triggers": "urgent"}
    refused = cast.logged_in(bo).send(URL, typed)
    assert refused.status_code == 422
    for field in ("name", "intake", "budget"):
        assert refused.page.one(f"#{field}")["aria-invalid"] == "true" and refused.page.one(f"#{field}-error").text
    assert "y" * 201 in refused.page.raw and refused.page.one("#budget")["value"] == "much"
    assert cast.row(Assistant, bo.id) is None


def test_clients_have_no_such_page(cast, ana):
    tab = cast.logged_in(ana)
    assert (tab.get(URL).status_code, tab.send(URL, {}).status_code) == (403, 403)
    assert "Assistant" not in tab.read("/settings/").text


def test_while_away_the_page_says_which_comes_first(cast, bo):
    clock.freeze(datetime.fromisoformat("2026-03-10T12:00:00+00:00"))
    is_away(cast, bo)
    assert (
        "You are out of office until 12 March: a first message gets that message" in cast.logged_in(bo).read(URL).text
    )


def test_one_that_is_on_and_knows_nothing_is_pointed_out(cast, bo):
    cast.do(assistants.change, bo, Chosen(True, tells=("faq",)))
    assert "It has nothing to tell yet" in cast.logged_in(bo).read(URL).text
    cast.do(faqs.create, bo, "Do you print?", "No.")
    assert "It has nothing to tell yet" not in cast.logged_in(bo).read(URL).text


@pytest.mark.parametrize("url", [URL, f"{URL}/faq/1/edit", f"{URL}/trial?question=b"])
def test_nothing_in_it_is_markup(cast, bo, url):
    cast.do(faqs.create, bo, HOSTILE, HOSTILE)
    cast.do(assistants.change, bo, Chosen(True, HOSTILE[:40], ("faq",), HOSTILE, HOSTILE))
    page = cast.logged_in(bo).read(url)
    assert (
        cast.row(Faq, 1).question in page.text or HOSTILE in page.raw or page.one("[name=question]")["value"] == HOSTILE
    )
    assert not page.all("img") and not page.all("main b b")
