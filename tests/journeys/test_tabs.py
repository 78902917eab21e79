"""Many tabs of one person, and tabs that were away: each ends equal to a fresh page."""

import pytest
from playwright.sync_api import expect

from tests.examples import sized
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(8)

THREAD = """() => [...document.querySelectorAll('#thread > li:not(#first-unread)')].map(item => [
  item.id, item.className, item.dataset.seq || '', item.dataset.revision || '',
  [...item.querySelectorAll('.by, .text, .tomb, .quote, .day span')].map(part => part.textContent.replace(/\\s+/g, ' ').trim()),
  item.matches('.msg') ? item.querySelectorAll('.within').length : item.textContent.replace(/\\s+/g, ' ').trim(),
])"""
ROWS = "() => [...document.querySelectorAll('#conversations > li')].map(row => [row.id, row.className, row.innerText])"


def state(page):
    return page.evaluate(THREAD), page.evaluate(ROWS), page.locator("#unread").inner_text()


def test_all_tabs_of_a_person_follow(talk):
    ana, bo = talk
    second = ana.open(bo, ana.context.new_page())
    listing = ana.context.new_page()
    listing.goto("/inbox")
    ana.be_live(listing)
    bo.send(ana, "to all of them")
    ana.see("to all of them"), ana.see("to all of them", second)
    expect(listing.locator("#conversations")).to_contain_text("to all of them")
    ana.send(bo, "from the first")
    ana.see("from the first", second)
    expect(listing.locator("#conversations")).to_contain_text("You: from the first")
    ana.edit(ana.message("from the first"), "changed in the first")
    ana.see("changed in the first", second), bo.see("changed in the first")
    ana.see("changed in the first")  # the answer to the form may come later than the push to the others
    until(lambda: state(ana.page)[0] == state(second)[0], what="both tabs show the same thread")


def test_reading_in_one_tab_reads_in_all(talk):
    ana, bo = talk
    ana.page.goto("/settings/")
    listing = ana.context.new_page()
    listing.goto("/inbox")
    ana.be_live(listing)
    bo.post(ana, "unread as yet")
    expect(listing.locator("#unread-count")).to_have_text("1")
    expect(listing.locator("#conversations .new")).to_have_count(1)
    ana.open(bo)
    expect(listing.locator("#unread-count")).to_be_hidden()
    expect(listing.locator("#conversations .new")).to_have_count(0)
    expect(bo.page.locator("#receipt")).to_contain_text("Seen")


def test_what_was_read_while_the_pages_were_away_is_told_once_they_are_back(talk):
    """Nobody waits for a receipt until the next message comes. What the worker has heard of this one is an occasion to
    tell it again, once: after that there is none but the pause."""
    ana, bo = talk
    refused = []

    def away(route):
        if len(refused) == 3:
            return route.continue_()
        refused.append(route.request)
        return route.fulfill(status=503, body="busy")

    ana.page.bring_to_front()
    ana.page.route("**/reading", away)
    bo.send(ana, "look at this")
    ana.see("look at this")
    expect(bo.page.locator("#receipt")).to_contain_text("Seen", timeout=30_000)
    assert len(refused) == 3


def test_an_answer_that_comes_before_the_answer_to_the_send_stays(pair):
    """The first message of a conversation is answered at once, and its sender's connection is slow: the socket has
    brought both when the answer to the send arrives, which knows of the first alone."""
    ana, bo = pair
    ana.open(bo)
    sent = []
    ana.page.route("**/messages", lambda route: sent.append((route, route.fetch())), times=1)
    ana.box(bo).fill("Are you there?")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    ana.see("Are you there?")
    bo.post(ana, "I am")
    ana.see("I am")
    route, answer = sent[0]
    with ana.page.expect_response("**/messages"):
        route.fulfill(response=answer)
    expect(ana.box(bo)).to_have_value("")
    expect(ana.page.locator("#thread .pending")).to_have_count(0)
    expect(ana.message("I am")).to_be_visible()
    fresh = ana.open(bo, ana.context.new_page())
    ana.see("I am", fresh)
    until(lambda: state(ana.page) == state(fresh), what="the page is as a fresh one")


@pytest.mark.parametrize("count", [8, sized(60, 30)])  # fewer than a page, and more
def test_a_tab_that_was_offline_ends_equal_to_a_fresh_page(talk, count):
    ana, bo = talk
    ana.page.bring_to_front()
    ana.context.set_offline(True)
    expect(ana.page.locator("#offline")).to_be_visible(timeout=20_000)
    make_trouble(bo, ana, count)
    ana.context.set_offline(False)
    last = f"number {count - 1} edited"
    ana.see(last)
    expect(ana.page.locator("#offline")).to_be_hidden(timeout=40_000)
    expect(ana.unread()).to_be_hidden()
    expect(bo.page.locator("#receipt")).to_contain_text("Seen")
    fresh = ana.open(bo, ana.context.new_page())
    ana.see(last, fresh)
    until(lambda: state(ana.page) == state(fresh), what="the page is as a fresh one")


def make_trouble(bo, ana, count):
    """Messages, of which every third is edited and every fifth deleted, all without the page."""
    bo.post(ana, *(f"number {each}" for each in range(count)))
    bo.page.reload()
    token = bo.token()
    ids = bo.page.locator("#thread > .msg.own").evaluate_all("all => all.map(each => each.id.slice(8))")
    texts = bo.page.locator("#thread > .msg.own .text").all_inner_texts()
    for index, (key, text) in enumerate(zip(ids, texts, strict=True)):
        last = text == f"number {count - 1}"
        if index % 5 == 3 and not last:
            form = {"csrf_token": token}
            bo.context.request.post(f"/messages/{key}/deletion", form=form, max_redirects=0)
        if index % 3 == 0 or last:
            form = {"csrf_token": token, "revision": "0", "body": f"{text} edited"}
            bo.context.request.post(f"/messages/{key}", form=form, max_redirects=0)
