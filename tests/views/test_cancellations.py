"""Undo: the message is taken back before anybody saw it, and text and reply are in the box again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.models.message import Message
from inbox.models.waiting import CANCELLED, Waiting
from inbox.services import people, releases, waiting
from tests.waits import LATER, still  # noqa: F401


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, who holds her messages for 10 seconds."""
    cast.do(people.change_settings, ana, "en", "UTC", "line", "on", "10")
    return cast.logged_in(ana)


def hold(tab, body="Hello\nBo", **more):
    """Sends by the composer; the page that follows."""
    answer = tab.form("/inbox/bo", "/inbox/bo/messages", body=body, **more)
    assert answer.goes_to == "/inbox/bo#waiting"
    return tab.read("/inbox/bo")


def undo(tab, page, **typed):
    """Presses Undo on that page: the composer goes along."""
    return tab.submit(page, "/inbox/bo/messages", undo=page.one("#waiting").one("button[name=undo]")["value"], **typed)


def undo_by_htmx(tab, page):
    """The same with scripts."""
    return tab.htmx(page.one("#waiting").one("button[name=undo]")["hx-post"])


def test_the_text_comes_back_into_the_box_and_can_be_sent(cast, tab):
    page = hold(tab)
    assert page.name(page.one("#waiting").one("button[name=undo]")) == "Undo Hello Bo"
    assert page.messages == []
    answer = undo(tab, page)
    assert answer.goes_to == "/inbox/bo?undone=1#composer"
    page = tab.read("/inbox/bo?undone=1")
    assert page.one("textarea#body").raw.removeprefix("\n") == "Hello\nBo"
    assert not page.has("#waiting li")
    clock.move(timedelta(hours=1))
    cast.do(releases.release_due)
    assert cast.count(Message) == 0
    tab.submit(page, "/inbox/bo/messages", body="Hello again")
    clock.move(timedelta(hours=1))
    cast.do(releases.release_due)
    assert cast.rows(select(Message.body)) == ["Hello again"]


def test_the_reply_comes_back_too(cast, tab, ana, bo):
    question = cast.said(ana, bo, "When?")
    page = tab.read(f"/inbox/bo?reply={question.id}")
    tab.submit(page, "/inbox/bo/messages", body="Now")
    page = tab.read("/inbox/bo")
    page = tab.read(undo(tab, page).goes_to)
    assert page.one("input[name=reply_to]")["value"] == str(question.id)
    assert "When?" in page.one("#reply").text


def test_pressing_it_twice_brings_the_text_back_twice(cast, tab):
    page = hold(tab)
    where = [undo(tab, page).goes_to for _ in range(2)]
    assert where[0] == where[1]
    assert cast.rows(select(Waiting.state)) == [CANCELLED]


def test_too_late_is_said_and_nothing_changes(cast, tab):
    page = hold(tab)
    clock.move(timedelta(seconds=10))
    cast.do(releases.release_due)
    refused = undo(tab, page)
    assert (refused.status_code, refused.page.alert) == (409, "Too late: the message was sent.")
    assert [message.one(".text").text for message in refused.page.messages] == ["Hello Bo"]
    pieces = undo_by_htmx(tab, page)
    assert (pieces.status_code, pieces.page.one("#composer-error").text) == (409, "Too late: the message was sent.")


def test_htmx_gets_the_pieces_and_a_new_key(tab):
    page = hold(tab)
    before = page.one("#composer-key")["value"]
    pieces = undo_by_htmx(tab, page).page
    assert pieces.one("#back").raw == "Hello\nBo"
    assert pieces.one("ul")["hx-swap-oob"] == "merge-all:#waiting" and not pieces.has("li")
    assert pieces.one("#composer-key")["value"] != before


def test_the_answer_to_a_held_send_shows_it_above_an_empty_box(tab):
    pieces = tab.htmx("/inbox/bo/messages", {"body": "Hello", "key": "k"}).page
    assert "Hello" in pieces.one("#waiting-1").text
    assert pieces.one("#waiting-1").one("[data-due]")["data-text"] == "Not sent yet: goes out in {seconds} s"
    assert not pieces.has("li.msg")


def test_what_changed_shows_what_waits_to_all_tabs_of_its_author(cast, tab, ana, bo):
    hold(tab)
    other = cast.logged_in(ana)
    assert "Hello Bo" in other.read("/inbox/bo/changes?since=0").one("#waiting-1").text
    clock.move(timedelta(seconds=10))
    cast.do(releases.release_due)
    pieces = other.read("/inbox/bo/changes?since=0")
    assert not pieces.has("#waiting-1") and pieces.messages[0].one(".text").text == "Hello Bo"


def test_from_the_list_one_stays_in_the_list_and_may_get_the_text_back(cast, tab, ana, bo):
    cast.do(waiting.schedule, ana, bo, "Later", "k", LATER)
    page = tab.read(tab.form("/waiting", "/waiting/1/cancellation").goes_to)
    assert "Cancelled. Nobody has seen it." in page.text and "Nothing waits" in page.text
    back = tab.read(page.link("Put the text back into the box")["href"])
    assert back.one("textarea#body").raw.strip() == "Later"


def test_a_text_that_waits_is_only_text(cast, tab):
    page = hold(tab, body="<script>alert(1)</script>{{ 7*7 }}")
    assert "<script>alert(1)</script>{{ 7*7 }}" in page.one("#waiting").text
    pieces = undo_by_htmx(tab, page).page
    assert pieces.one("#back").raw == "<script>alert(1)</script>{{ 7*7 }}"


def test_what_was_begun_meanwhile_comes_behind_the_text_that_comes_back(cast, tab):
    page = hold(tab)
    answer = undo(tab, page, body="One more thing")
    back = tab.read(answer.goes_to)
    assert back.one("textarea#body").raw.removeprefix("\n") == "Hello\nBo\n\nOne more thing"
    tab.submit(back, "/inbox/bo/messages")
    assert cast.rows(select(Waiting.body).order_by(Waiting.id)) == ["Hello\nBo", "Hello\nBo\n\nOne more thing"]


def test_too_late_keeps_what_was_begun_meanwhile(cast, tab):
    page = hold(tab)
    clock.move(timedelta(seconds=10))
    cast.do(releases.release_due)
    refused = undo(tab, page, body="One more thing")
    assert refused.page.one("textarea#body").raw.strip() == "One more thing"


def test_what_cannot_be_kept_stays_and_the_message_is_taken_back_all_the_same(cast, tab):
    page = hold(tab)
    refused = undo(tab, page, body="x" * 30_000)
    assert (refused.status_code, cast.rows(select(Waiting.state))) == (422, [CANCELLED])
    assert refused.page.one("textarea#body").raw.removeprefix("\n") == "Hello\nBo\n\n" + "x" * 30_000
    assert "30000" in refused.page.one("#draft-state").text.replace(",", "")


def test_only_what_waits_for_that_person_is_taken_back(cast, tab, ana, chloe):
    hold(tab)
    for value in ("1", "2", "", "x", "9" * 30):
        answer = tab.send(f"/inbox/{chloe.username}/messages", {"undo": value, "body": "Hello"})
        assert answer.status_code in (400, 404), value
    assert cast.rows(select(Waiting.state)) == ["waiting"] and cast.count(Message) == 0
