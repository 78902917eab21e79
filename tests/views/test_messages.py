"""Sending and editing through the pages, with forms and with htmx."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.models.message import Message
from inbox.services import messages

START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


@pytest.fixture
def message(cast, ana, bo):
    """Ana wrote to Bo, at START."""
    clock.freeze(START)
    return cast.said(ana, bo, "Hello")


def test_a_form_sends_and_leads_to_the_message(cast, tab, ana, bo):
    answer = tab.form("/inbox/bo", "/inbox/bo/messages", body="Hello, Bo\r\n– é")
    sent = cast.row(Message, 1)
    assert (answer.status_code, answer.goes_to) == (303, f"/inbox/bo#message-{sent.id}")
    assert (sent.body, sent.author_id) == ("Hello, Bo\n– é", ana.id)
    page = tab.read("/inbox/bo")
    assert page.message(sent.id).one(".text").text == "Hello, Bo – é"
    assert page.field("Message to Bo Lindqvist").raw.strip() == ""


def test_the_same_form_sent_twice_lands_once(cast, tab, bo):
    page = tab.read("/inbox/bo")
    first, again = [tab.submit(page, "/inbox/bo/messages", body="Hello") for _ in range(2)]
    assert first.goes_to == again.goes_to == "/inbox/bo#message-1"
    assert cast.count(Message) == 1


def test_the_same_form_with_another_text_is_a_conflict_that_keeps_the_text_and_can_be_sent_again(cast, tab, bo):
    page = tab.read("/inbox/bo")
    tab.submit(page, "/inbox/bo/messages", body="Hello")
    refused = tab.submit(page, "/inbox/bo/messages", body="Something else")
    assert refused.status_code == 409
    assert "already used to send another message" in refused.page.alert
    assert refused.page.field("Message to Bo Lindqvist").raw.strip() == "Something else"
    assert tab.submit(refused.page, "/inbox/bo/messages").status_code == 303
    assert cast.rows(select(Message.body).order_by(Message.id)) == ["Hello", "Something else"]


def test_a_reply_is_sent_with_the_form_and_shows_its_quote(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello")
    question = cast.said(bo, ana, "When?")
    tab.form(f"/inbox/bo?reply={question.id}", "/inbox/bo/messages", body="Now")
    quote = tab.read("/inbox/bo").message(3).one(".quote")
    assert quote.text == "In reply to Bo Lindqvist When?"


def test_htmx_gets_the_message_an_empty_box_and_a_new_key(cast, tab, bo):
    page = tab.read("/inbox/bo")
    key = page.one("#composer-key")["value"]
    fields = {"body": "Hello", "key": key, "since": page.one("#since")["value"]}
    pieces = tab.htmx("/inbox/bo/messages", fields).page
    assert pieces.message(1).one(".text").text == "Hello"
    assert pieces.one("#composer-key")["value"] not in (key, "")
    assert pieces.one("#composer-key")["hx-swap-oob"] == "true"
    assert pieces.one("#composer-error").text == pieces.one("#reply").text == ""
    assert pieces.one("#since")["value"] == "1"
    assert pieces.one("#conversation-1").one(".pv").text == "You: Hello"


def test_htmx_gets_the_sentence_alone_when_refused_so_that_the_text_stays(cast, tab, bo):
    answer = tab.htmx("/inbox/bo/messages", {"body": " ", "key": "k"})
    assert answer.status_code == 422
    assert answer.page.one("#composer-error[role=alert]").text == "Write a message first."
    assert not answer.page.has("#reply") and not answer.page.has("#body")
    assert answer.page.one("#composer-key")["value"] == "k"


def test_htmx_gets_a_new_key_after_a_conflict(cast, tab, ana, bo):
    cast.said(ana, bo, "Hello", "k")
    answer = tab.htmx("/inbox/bo/messages", {"body": "Other", "key": "k"})
    assert answer.status_code == 409
    assert answer.page.one("#composer-key")["value"] not in ("k", "")


def test_the_menu_of_my_message_shows_the_time_left_until_it_is_over(tab, bo, message):
    clock.freeze(START + timedelta(minutes=5, seconds=30))
    own = tab.read("/inbox/bo").message(message.id)
    assert "10 min left, until 10:03" in own.text
    assert own.one(".within")["data-until"] == "2026-03-12T10:03:00+00:00"
    clock.freeze(START + timedelta(minutes=15))
    page = tab.read("/inbox/bo")
    assert not page.named("link", "Edit") and not page.named("button", "Delete for everyone")
    assert "The 15 minutes to edit or delete are over" in page.message(message.id).text


def test_nobody_gets_actions_on_the_message_of_another(cast, bo, message):
    page = cast.logged_in(bo).read("/inbox/ana")
    assert not page.named("link", "Edit") and not page.named("button", "Delete for everyone")
    assert page.named("link", "Reply")


def test_a_message_is_edited_with_links_and_forms(cast, tab, bo, message):
    page = tab.read(tab.read("/inbox/bo").link("Edit")["href"])
    assert page.field("Edit your message").raw.strip() == "Hello"
    assert page.link("Cancel")["href"] == f"/inbox/bo#message-{message.id}"
    assert page.button("Save")
    answer = tab.submit(page, f"/messages/{message.id}", body="Hello, Bo")
    assert (answer.status_code, answer.goes_to) == (303, f"/inbox/bo#message-{message.id}")
    edited = tab.read("/inbox/bo").message(message.id)
    assert edited.one(".text").text == "Hello, Bo"
    assert edited.one(".by a").text == "Edited"
    theirs = cast.logged_in(bo).read("/inbox/ana").message(message.id)
    assert theirs.one(".by span").text == "Edited" and not theirs.has(".by a")


def test_htmx_edits_in_place(tab, message):
    form = tab.htmx(f"/messages/{message.id}/edit", method="GET").page
    assert form.message(message.id).has(f"#message-{message.id}-form")
    assert tab.htmx(f"/messages/{message.id}", method="GET").page.message(message.id).one(".text").text == "Hello"
    answer = tab.htmx(f"/messages/{message.id}", {"body": "Hello, Bo", "revision": 0})
    assert answer.page.message(message.id).one(".text").text == "Hello, Bo"
    assert not answer.page.has("form#message-1-form") and not answer.page.has("head")


@pytest.mark.parametrize("htmx", [True, False])
def test_two_tabs_editing_one_message_both_texts_are_shown_and_nothing_is_overwritten(cast, tab, message, htmx):
    first, second = [tab.read(f"/messages/{message.id}/edit") for _ in range(2)]
    url = f"/messages/{message.id}"
    tab.submit(first, url, body="From the first tab")
    if htmx:
        refused = tab.htmx(url, {"body": "From the second tab", "revision": 0})
    else:
        refused = tab.submit(second, url, body="From the second tab")
    assert refused.status_code == 409
    assert "changed meanwhile" in refused.page.alert
    assert refused.page.one(".theirs .text").text == "From the first tab"
    assert refused.page.field("Your text, not saved yet").raw.strip() == "From the second tab"
    assert cast.again(message).body == "From the first tab"
    assert tab.submit(refused.page, url).status_code == 303
    assert cast.again(message).body == "From the second tab"


@pytest.mark.parametrize("htmx", [True, False])
def test_an_edit_at_15_minutes_and_a_tenth_is_refused_with_the_reason_and_the_text(cast, tab, message, htmx):
    page, url = tab.read(f"/messages/{message.id}/edit"), f"/messages/{message.id}"
    clock.freeze(START + timedelta(seconds=900.1))
    fields = {"body": "Too late", "revision": 0}
    refused = tab.htmx(url, fields) if htmx else tab.submit(page, url, body="Too late")
    assert refused.status_code == 403
    assert "The 15 minutes to edit or delete are over." in refused.page.alert
    assert not refused.page.has("#message-1-form button")  # nothing could be saved; the text is there to be copied
    assert refused.page.one("textarea#message-1-form-body").raw.strip() == "Too late"
    assert cast.again(message).body == "Hello"


def test_the_form_itself_is_refused_when_the_time_is_over(tab, message):
    clock.freeze(START + timedelta(seconds=900))
    assert "are over" in tab.read(f"/messages/{message.id}/edit", 403).alert


def test_the_form_for_a_deleted_message_says_that_it_was_deleted(cast, tab, ana, message):
    cast.do(messages.delete, ana, message.id)
    page = tab.read(f"/messages/{message.id}/edit", 403)
    assert page.alert == "This message was deleted." and "are over" not in page.text


def test_an_edit_of_a_deleted_message_is_refused_and_keeps_the_text(cast, tab, ana, message):
    page = tab.read(f"/messages/{message.id}/edit")
    cast.do(messages.delete, ana, message.id)
    refused = tab.submit(page, f"/messages/{message.id}", body="My second thoughts")
    assert refused.status_code == 403
    assert "This message was deleted." in refused.page.alert
    assert "My second thoughts" in refused.page.one("textarea#message-1-form-body").raw


def test_an_empty_edit_is_refused_in_place(cast, tab, message):
    refused = tab.form(f"/messages/{message.id}/edit", f"/messages/{message.id}", body="\u3164")
    assert (refused.status_code, refused.page.alert) == (422, "Write a message first.")
    assert cast.again(message).body == "Hello"


def test_the_address_of_a_message_leads_into_its_conversation(cast, tab, bo, message):
    answer = tab.get(f"/messages/{message.id}")
    assert (answer.status_code, answer.goes_to) == (303, f"/inbox/bo#message-{message.id}")
    assert cast.logged_in(bo).get(f"/messages/{message.id}").goes_to == f"/inbox/ana#message-{message.id}"
