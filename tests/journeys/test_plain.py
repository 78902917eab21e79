"""The same without scripts: every action is a link or a form."""

import re

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import LANGUAGES

pytestmark = pytest.mark.heavy(3)


@pytest.fixture(params=LANGUAGES)
def plain(request, join):
    """Two people whose browsers run no scripts, with new accounts."""
    options = {"language": request.param, "scripts": False}
    ana, bo = join("ana", "client", **options), join("bo", "freelancer", **options)
    ana.sign_up(), bo.sign_up()
    return ana, bo


def test_two_people_talk_without_scripts(plain):
    ana, bo = plain
    ana.page.get_by_role("link", name=ana.say("find")).first.click()
    ana.page.get_by_role("main").get_by_role("searchbox").fill(bo.username)
    ana.page.keyboard.press("Enter")
    ana.page.get_by_role("link", name=bo.name, exact=True).click()
    ana.page.locator(f'main a[href="/inbox/{bo.username}"]').click()
    ana.send(bo, "Can you draw a logo?")
    bo.page.reload()
    expect(bo.page.get_by_role("link", name=bo.say("unread", count=1))).to_be_visible()
    bo.row(ana).get_by_role("link").click()
    asked = bo.see("Can you draw a logo?")
    asked.get_by_role("link", name=bo.say("reply"), exact=True).first.click()
    expect(bo.page.locator("#reply")).to_contain_text("Can you draw a logo?")
    bo.send(ana, "By Friday.")
    expect(bo.unread()).to_be_hidden()
    ana.page.reload()
    expect(ana.see("By Friday.").locator(".quote")).to_contain_text("Can you draw a logo?")
    expect(ana.page.locator("#receipt")).to_contain_text(ana.say("seen"))
    expect(ana.page.locator("#presence")).to_contain_text(ana.say("online"))


def test_a_message_is_changed_and_deleted_without_scripts(plain):
    ana, bo = plain
    ana.open(bo)
    ana.edit_on_its_page(ana.send(bo, "Monday"), "Tuesday")
    expect(ana.see("Tuesday")).to_contain_text(ana.say("edited"))
    ana.see("Tuesday").get_by_role("link", name=ana.say("edited")).click()
    expect(ana.page.get_by_role("main").get_by_role("listitem")).to_contain_text(["Tuesday", "Monday"])
    ana.open(bo)
    ana.delete(ana.message("Tuesday"))
    expect(ana.page.locator(".tomb")).to_have_text(ana.say("i deleted"))
    bo.open(ana)
    expect(bo.page.locator(".tomb")).to_have_text(bo.say("they deleted", name=ana.name))


def test_the_envelope_is_a_link_and_the_filters_are_links(plain):
    ana, bo = plain
    ana.post(bo, "one")
    bo.page.goto("/settings/")
    bo.page.get_by_role("link", name=bo.say("unread", count=1)).click()
    expect(bo.page).to_have_url(re.compile("/inbox$"))
    bo.page.locator(".list summary").click()
    bo.page.locator(".list").get_by_role("link", name=bo.say("unread only")).first.click()
    expect(bo.row(ana)).to_have_count(1)
    bo.row(ana).get_by_role("link").click()
    bo.page.goto("/inbox?filter=unread")
    expect(bo.row(ana)).to_have_count(0)


def test_what_is_refused_is_said_in_place_with_the_text_still_there(plain):
    ana, bo = plain
    ana.open(bo)
    ana.box(bo).fill("\u200b \u3164")
    ana.page.get_by_role("button", name=ana.say("send"), exact=True).click()
    expect(ana.page.get_by_role("alert")).to_be_visible()
    expect(ana.box(bo)).to_have_value("\u200b \u3164")
    ana.box(bo).fill("x" * 5001)
    ana.page.get_by_role("button", name=ana.say("send"), exact=True).click()
    expect(ana.page.get_by_role("alert")).to_contain_text(re.compile("5001.*5000"))
    expect(ana.box(bo)).to_have_value("x" * 5001)


def test_logging_out_and_in_without_scripts(plain):
    ana, _ = plain
    ana.page.goto("/logout")
    ana.page.get_by_role("button", name=ana.say("log out")).click()
    ana.page.goto("/inbox?filter=unread")
    ana.log_in()
    expect(ana.page).to_have_url(re.compile(r"/inbox\?filter=unread$"))
