"""Searching: from any page, to where a message stands; with scripts and without, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import PAIRS

pytestmark = pytest.mark.heavy(3)


@pytest.fixture(params=PAIRS)
def talked(request, join):
    """Ana, who said more to Bo than a page holds; the word is in the second message."""
    language, scripts = request.param
    ana, bo = join("ana", "client", language=language, scripts=scripts), join("bo", "freelancer").joined()
    ana.sign_up()
    ana.post(bo, "Bonjour", "My résumé is ready", *(f"number {number}" for number in range(60)))
    return ana, bo


def test_from_any_page_to_where_the_message_stands_and_on_to_the_newest(talked):
    ana, bo = talked
    ana.page.goto("/settings/")
    field = ana.page.get_by_role("banner").get_by_role("searchbox", name=ana.say("search all"))
    field.fill("RESUME")
    field.press("Enter")
    expect(ana.page.locator("main mark")).to_have_text("résumé")
    ana.page.get_by_role("link", name=ana.say("you to", name=bo.name)).click()
    expect(ana.page).to_have_url(re.compile(rf"/inbox/{bo.username}\?at=\d+#message-\d+$"))
    expect(ana.see("My résumé is ready")).to_be_in_viewport()
    expect(ana.message("number 59")).to_have_count(0)
    ana.page.get_by_role("link", name=ana.say("newer")).click()
    expect(ana.message("number 15")).to_have_count(1)
    ana.page.get_by_role("link", name=ana.say("newest")).click()
    expect(ana.see("number 59")).to_be_in_viewport()


def test_a_username_opens_the_conversation_with_the_rest_a_link_away(talked):
    ana, bo = talked
    ana.page.goto("/search")
    field = ana.page.get_by_role("main").get_by_role("searchbox")
    field.fill(bo.username)
    ana.page.get_by_role("main").get_by_role("button", name=ana.say("search")).click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text(bo.name)
    ana.page.get_by_role("link", name=ana.say("other results")).click()
    expect(ana.page.get_by_role("link", name=ana.say("open", name=bo.name))).to_be_visible()


def test_the_slash_goes_to_the_field_of_the_header(join):
    ana = join("ana", "client").joined()
    ana.page.goto("/settings/")  # which has no field of its own, as the list has
    ana.page.locator("#main").focus()
    ana.page.keyboard.press("/")
    field = ana.page.get_by_role("banner").get_by_role("searchbox")
    expect(field).to_be_focused()
    ana.page.keyboard.type("x/y")
    expect(field).to_have_value("x/y")


def test_on_a_small_screen_the_slash_opens_the_page_of_the_search(join):
    ana = join("ana", "client", viewport={"width": 390, "height": 800}).joined()
    ana.page.goto("/settings/")
    ana.page.locator("#main").focus()
    ana.page.keyboard.press("/")
    expect(ana.page).to_have_url(re.compile("/search$"))
    expect(ana.page.get_by_role("banner").get_by_role("link", name="Search", exact=True)).to_be_visible()


def test_what_arrives_while_one_looks_at_the_past_hides_no_gap_and_stays_unread(pair):
    ana, bo = pair
    ana.post(bo, "Hello")
    bo.post(ana, "needle", *(f"number {number}" for number in range(60)))
    bo.page.goto("/search?q=needle")
    bo.page.get_by_role("link", name=f"You to {ana.name}").click()
    bo.see("needle")
    bo.be_live()
    ana.post(bo, "Just now")
    expect(bo.unread()).to_have_text("1")
    expect(bo.message("Just now")).to_have_count(0)
    expect(bo.page.locator("#newer")).to_be_visible()
    bo.page.get_by_role("link", name="Newest messages").click()
    bo.see("Just now")
    expect(bo.unread()).to_be_hidden()
