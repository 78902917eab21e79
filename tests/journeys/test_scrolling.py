"""Where a conversation stands: at the first unread, at its end, or where the reader is."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hard import LINES
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)


def top(message) -> float:
    return message.bounding_box()["y"]


def numbers(first: int, last: int) -> list[str]:
    return [f"number {each}" for each in range(first, last + 1)]


def test_older_messages_come_on_top_and_the_reader_stays_in_place(pair):
    ana, bo = pair
    ana.post(bo, *numbers(1, 45))
    ana.open(bo)
    messages = ana.page.locator("#thread > .msg")
    expect(messages).to_have_count(20)
    expect(ana.message("number 45")).to_be_in_viewport()
    older = ana.page.get_by_role("link", name="Older messages")
    older.scroll_into_view_if_needed()
    before = top(ana.message("number 26"))
    older.click()
    expect(messages).to_have_count(40)
    until(lambda: abs(top(ana.message("number 26")) - before) < 3, what="the reader stays in place")
    older.click()
    expect(messages).to_have_count(45)
    expect(messages.locator(".text")).to_have_text(numbers(1, 45))
    expect(ana.page.locator("#older")).to_have_text("This is the start of your conversation.")
    expect(ana.page.locator(".day[data-day]")).to_have_count(1)


def test_older_messages_are_a_link_without_scripts(join):
    ana, bo = join("ana", "client", scripts=False).joined(), join("bo", "freelancer").joined()
    ana.post(bo, *numbers(1, 45))
    ana.open(bo)
    texts = ana.page.locator("#thread > .msg .text")
    expect(texts).to_have_text(numbers(26, 45))
    ana.page.get_by_role("link", name="Older messages").click()
    expect(texts).to_have_text(numbers(6, 25))
    ana.page.get_by_role("link", name="Older messages").click()
    expect(texts).to_have_text(numbers(1, 5))
    ana.page.get_by_role("link", name="Newest messages").click()
    expect(texts).to_have_text(numbers(26, 45))


def test_a_conversation_opens_at_the_first_unread(pair):
    ana, bo = pair
    ana.post(bo, *numbers(1, 25))
    bo.open(ana)
    bo.page.goto("/settings/")
    ana.post(bo, *numbers(26, 60))
    bo.open(ana)
    first = bo.page.locator("#first-unread")
    expect(first).to_be_in_viewport()
    expect(bo.message("number 26")).to_be_in_viewport()
    expect(bo.message("number 60")).not_to_be_in_viewport()
    assert "number 26" in first.evaluate("line => line.nextElementSibling.textContent")


def test_a_conversation_follows_its_end_and_leaves_a_reader_in_place(talk):
    ana, bo = talk
    bo.post(ana, LINES, LINES, "the end")
    expect(ana.see("the end")).to_be_in_viewport()
    bo.post(ana, "really")
    expect(ana.see("really")).to_be_in_viewport()
    ana.message("Hello Bo").scroll_into_view_if_needed()
    before = top(ana.message("Hello Bo"))
    bo.post(ana, LINES)
    expect(ana.page.locator("#thread > .msg")).to_have_count(7)
    until(lambda: abs(top(ana.message("Hello Bo")) - before) < 3, what="the reader stays in place")


def test_a_sent_message_is_seen_wherever_the_writer_was(talk):
    ana, bo = talk
    ana.post(bo, *numbers(1, 30))
    ana.open(bo)
    ana.page.get_by_role("link", name="Older messages").scroll_into_view_if_needed()
    expect(ana.send(bo, "I am here")).to_be_in_viewport()


def test_an_answer_to_an_old_page_brings_the_reader_to_the_end(pair):
    ana, bo = pair
    ana.post(bo, *numbers(1, 45))
    ana.page.goto(f"/inbox/{bo.username}?before=20")
    ana.be_live()
    expect(ana.page.locator("#thread > .msg .text").last).to_have_text("number 19")
    ana.box(bo).fill("from an old page")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.see("from an old page")).to_be_in_viewport()
    expect(ana.page).to_have_url(re.compile(rf"/inbox/{bo.username}$"))
    expect(ana.page.locator("#thread > .msg")).to_have_count(20)
