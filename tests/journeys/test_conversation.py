"""Two people, two browsers, one conversation: it is live, exact and complete, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import LANGUAGES

pytestmark = pytest.mark.heavy(5)


@pytest.fixture(params=LANGUAGES)
def language(request):
    """The language of both."""
    return request.param


@pytest.fixture
def newcomers(join, language):
    """Two who just made their accounts on the page."""
    ana, bo = join("ana", "client", language=language), join("bo", "freelancer", language=language)
    ana.sign_up(), bo.sign_up()
    return ana, bo


def test_a_client_finds_a_freelancer_and_they_talk(newcomers):
    ana, bo = newcomers
    bo.be_live()
    ana.page.get_by_role("link", name=ana.say("find")).first.click()
    ana.page.get_by_role("main").get_by_role("searchbox").fill(bo.username)
    ana.page.keyboard.press("Enter")
    ana.page.get_by_role("link", name=bo.name, exact=True).click()  # the profile, and from there
    ana.page.locator(f'main a[href="/inbox/{bo.username}"]').click()
    expect(ana.page.get_by_role("heading", level=1, name=bo.name)).to_be_visible()
    ana.be_live()
    ana.send(bo, "Bom dia! Can you draw a logo?")
    # The other one looks at an empty inbox: the row, the count and the envelope come by themselves.
    expect(bo.row(ana)).to_contain_text("Can you draw a logo?")
    expect(bo.page.get_by_role("link", name=bo.say("unread", count=1))).to_be_visible()
    bo.row(ana).get_by_role("link").click()
    asked = bo.see("Bom dia! Can you draw a logo?")
    expect(bo.unread()).to_be_hidden()
    expect(ana.page.locator("#receipt")).to_contain_text(ana.say("seen"))
    answer_with_quote(bo, ana, asked)


def answer_with_quote(bo, ana, asked):
    asked.hover()
    asked.get_by_role("link", name=bo.say("reply"), exact=True).click()
    expect(bo.page.locator("#reply")).to_contain_text(ana.name)
    expect(bo.box(ana)).to_be_focused()
    bo.send(ana, "Yes, by Friday.")
    expect(bo.page.locator("#reply")).to_be_empty()
    answer = ana.see("Yes, by Friday.")
    quote = answer.locator(".quote")
    expect(quote).to_contain_text("Can you draw a logo?")
    assert quote.get_attribute("href") == "#" + ana.message("Bom dia! Can you draw a logo?").get_attribute("id")


def test_an_edit_and_a_deletion_reach_the_other_at_once(newcomers):
    ana, bo = newcomers
    ana.open(bo)
    ana.send(bo, "Monday")
    bo.open(ana)
    bo.send(ana, "Which Monday?")
    ana.see("Which Monday?")
    ana.edit(ana.message("Monday"), "Tuesday")
    expect(bo.see("Tuesday")).to_contain_text(bo.say("edited"))
    expect(ana.see("Tuesday").get_by_role("link", name=ana.say("edited"))).to_be_visible()
    ana.delete(ana.message("Tuesday"))
    expect(ana.page.locator(".tomb")).to_have_text(ana.say("i deleted"))
    expect(bo.page.locator(".tomb")).to_have_text(bo.say("they deleted", name=ana.name))
    expect(bo.page.get_by_text("Tuesday")).to_have_count(0)


def test_the_history_of_an_edit_is_its_authors_alone(newcomers):
    ana, bo = newcomers
    ana.open(bo)
    ana.edit(ana.send(bo, "first words"), "second words")
    ana.see("second words").get_by_role("link", name=ana.say("edited")).click()
    versions = ana.page.get_by_role("main").get_by_role("listitem")
    expect(versions).to_contain_text(["second words", "first words"])
    assert bo.context.request.get(ana.page.url).status == 403


def test_a_quote_follows_its_original(talk):
    ana, bo = talk
    ana.send(bo, "Blue or green?")
    original = bo.see("Blue or green?")
    original.hover()
    original.get_by_role("link", name="Reply", exact=True).click()
    expect(bo.page.locator("#reply")).to_contain_text("Blue or green?")
    bo.send(ana, "Green")
    quote = ana.see("Green").locator(".quote")
    ana.edit(ana.message("Blue or green?"), "Red or green?")
    expect(quote).to_contain_text("Red or green?")
    expect(bo.message("Green").locator(".quote")).to_contain_text("Red or green?")
    ana.delete(ana.message("Red or green?"))
    expect(quote).to_contain_text("This message was deleted")


def test_presence_comes_and_goes(pair):
    ana, bo = pair
    ana.post(bo, "Are you there?")
    ana.open(bo)
    expect(ana.page.locator("#presence")).to_have_text(re.compile("Online|Offline"))
    expect(ana.page.locator("#presence")).to_contain_text("Offline", timeout=25_000)
    bo.open(ana)
    expect(ana.page.locator("#presence")).to_contain_text("Online")
    bo.page.close()
    expect(ana.page.locator("#presence")).to_contain_text("Offline", timeout=25_000)


def test_logging_out_ends_the_other_tab_too(newcomers):
    ana, bo = newcomers
    ana.open(bo)
    second = ana.context.new_page()
    second.goto("/settings/")
    second.get_by_role("button", name=ana.say("log out")).click()
    expect(second).to_have_url(re.compile("/login"))
    expect(ana.page.get_by_label(ana.say("password"))).to_be_visible()
    assert ana.context.request.get("/inbox", max_redirects=0).status == 303
