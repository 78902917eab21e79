"""The page of the automatic reply, and how one looks in a conversation."""

from datetime import datetime

import pytest

from inbox import clock
from inbox.models.auto_reply import AutoReply
from inbox.services import auto_replies, receptions
from tests.services.test_receptions import is_away

URL = "/settings/auto-reply"
TEXT = "Thank you, <b>I answer soon</b> {{7*7}} <img src=x onerror=alert(1)>"


def test_what_is_chosen_is_saved_and_shown_again(cast, bo):
    tab = cast.logged_in(bo)
    assert tab.read("/settings/").link("Automatic reply")["href"] == URL
    assert "checked" not in tab.read(URL).one("[name=enabled]").attrs
    answer = tab.send(URL, {"enabled": "1", "body": TEXT})
    assert answer.goes_to == f"{URL}?saved=1"
    page = tab.read(answer.goes_to)
    assert page.field("Your reply").raw.strip() == TEXT
    assert "checked" in page.one("[name=enabled]").attrs
    tab.send(URL, {"body": TEXT})
    assert cast.row(AutoReply, bo.id).enabled is False


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(cast, bo):
    refused = cast.logged_in(bo).send(URL, {"enabled": "1", "body": "x" * 1001})
    assert refused.status_code == 422
    assert "x" * 1001 in refused.page.field("Your reply").raw
    assert refused.page.one("#body")["aria-invalid"] == "true" and refused.page.one("#body-error").text
    assert cast.row(AutoReply, bo.id) is None


def test_clients_have_no_such_page(cast, ana):
    tab = cast.logged_in(ana)
    assert (tab.get(URL).status_code, tab.send(URL, {"body": "Hello"}).status_code) == (403, 403)
    assert "Automatic reply" not in tab.read("/settings/").text


def test_while_away_the_page_says_what_clients_get_instead(cast, bo):
    clock.freeze(datetime.fromisoformat("2026-03-10T12:00:00+00:00"))
    assert "instead" not in cast.logged_in(bo).read(URL).text
    is_away(cast, bo)
    assert "You are out of office until 12 March" in cast.logged_in(bo).read(URL).text


@pytest.mark.parametrize("viewer", ["ana", "bo"])
def test_both_see_that_it_is_automatic_and_nothing_in_it_is_markup(cast, ana, bo, viewer):
    """Attack 32."""
    cast.do(auto_replies.change, bo, True, TEXT)
    first = cast.said(ana, bo, "Hello")
    answer = cast.do(receptions.answer, first.conversation_id)
    person, other = (ana, "bo") if viewer == "ana" else (bo, "ana")
    page = cast.logged_in(person).read(f"/inbox/{other}")
    shown = page.one(f"#message-{answer.id}")
    assert (shown["data-kind"], shown["data-author"]) == ("auto-reply", "bo")
    assert "Automatic reply" in shown.text and TEXT in shown.text
    assert not shown.all("img") and not shown.all(".text b")
    assert "Edit" not in shown.text and "Delete for everyone" not in shown.text
    assert "Automatic reply" not in page.one(f"#message-{first.id}").text


def test_an_open_page_of_the_client_gets_it_by_its_next_look(cast, ana, bo):
    cast.do(auto_replies.change, bo, True, TEXT)
    first = cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    tab.read("/inbox/bo")
    answer = cast.do(receptions.answer, first.conversation_id)
    changes = tab.get("/inbox/bo/changes?since=1").get_data(as_text=True)
    assert f'id="message-{answer.id}"' in changes and "Automatic reply" in changes


def test_the_freelancer_is_still_told_that_the_client_waits(cast, ana, bo):
    cast.do(auto_replies.change, bo, True, TEXT)
    first = cast.said(ana, bo, "Hello, I need a logo")
    cast.do(receptions.answer, first.conversation_id)
    tab = cast.logged_in(bo)
    for filter in ("all", "unread", "waiting"):
        assert "Hello, I need a logo" in tab.read(f"/inbox?filter={filter}").text, filter
