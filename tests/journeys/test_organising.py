"""Putting conversations in order: all tabs follow at once, and without scripts every action is a form."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.actions import SAY, press
from tests.plugins.ways import LANGUAGES

pytestmark = pytest.mark.heavy(4)

FILTERS = {"star": "starred", "archive": "archived", "spam": "spam", "follow": "follow-up", "unread": "unread"}


@pytest.fixture(params=LANGUAGES)
def language(request):
    """The language of Bo."""
    return request.param


@pytest.fixture
def bo(join, language):
    """Bo, to whom three clients wrote; he has read it."""
    bo = join("bo", "freelancer", language=language)
    bo.sign_up()
    bo.clients = [join(f"client{number}", "client").joined() for number in range(3)]
    for client in bo.clients:
        client.post(bo, f"I am {client.name}")
    return bo


def test_both_tabs_follow_what_is_done_in_one(bo, language):
    words, ana = SAY[language], bo.clients[0]
    page, second = bo.open(ana), bo.context.new_page()
    second.goto("/inbox")
    bo.be_live(second)
    row = second.locator(".items > li", has_text=ana.name)
    press(page, words, "star")
    expect(row.locator(".starred")).to_have_count(1)
    expect(page.locator("#actions .starred")).to_have_count(1)
    press(page, words, "follow")
    expect(row.locator(".tag")).to_contain_text({"en": "Follow-up", "fr": "Suivi"}[language])
    press(page, words, "archive")
    expect(row).to_have_count(0)
    expect(page.locator(".items > li", has_text=ana.name)).to_have_count(0)
    ana.post(bo, "I am back")
    expect(row).to_contain_text("I am back")
    second.close()


def test_a_row_has_its_menu_and_its_keys(bo, language):
    words, ana = SAY[language], bo.clients[1]
    bo.page.goto("/inbox")
    bo.be_live()
    row = bo.row(ana)
    row.hover()
    row.locator("[value=menu]").click()
    expect(row.get_by_role("button", name=words["archive"], exact=True)).to_be_visible()
    row.get_by_role("button", name=words["follow"], exact=True).click()
    expect(row.locator(".tag")).to_have_count(1)
    row.locator("a.it").focus()
    bo.page.keyboard.press("s")
    expect(row.locator(".starred")).to_have_count(1)
    row.locator("a.it").focus()
    bo.page.keyboard.press("u")
    expect(bo.unread()).to_have_text("2")  # all three were unread
    row.locator("a.it").focus()
    bo.page.keyboard.press("e")
    expect(row).to_have_count(0)
    bo.page.goto("/inbox?filter=archived")
    expect(bo.row(ana)).to_have_count(1)


def test_a_block_takes_the_open_composer_of_both_gives_it_back_and_tells_the_other_no_more_than_needed(bo, language):
    ana = bo.clients[2]
    ana.open(bo)
    bo.open(ana)
    ana.box(bo).fill("Half a thought")
    press(bo.page, SAY[language], "block")
    expect(bo.page.locator("div#composer")).to_be_visible()
    expect(ana.page.locator("div#composer")).to_contain_text(f"You cannot write to {bo.name}.")
    expect(ana.page.locator("#presence")).to_contain_text("Offline")
    press(bo.page, SAY[language], "unblock")
    expect(bo.page.locator("#actions [value=block]")).to_have_count(1)
    expect(ana.box(bo)).to_have_value("Half a thought")  # no page was loaded anew
    expect(bo.box(ana)).to_be_visible()
    ana.send(bo, "Whole again")
    bo.see("Whole again")


def test_deleting_empties_the_open_tab_too(bo, language):
    words, ana = SAY[language], bo.clients[0]
    bo.open(ana)
    second = bo.context.new_page()
    second.goto(f"/inbox/{ana.username}")
    bo.be_live(second)
    bo.page.bring_to_front()
    bo.page.locator("#actions details.menu > summary").first.click()
    bo.page.get_by_role("link", name=words["delete"]).click()
    bo.page.get_by_role("button", name=words["sure"]).click()
    expect(bo.row(ana)).to_contain_text(words["deleted"])
    expect(second.locator("#thread .msg")).to_have_count(0)
    ana.open(bo)
    ana.see(f"I am {ana.name}")
    ana.send(bo, "Once more")
    expect(second.locator("#thread .msg")).to_have_count(1)
    second.close()


def test_labels_are_made_put_on_and_filtered_by(bo, language):
    words, ana = SAY[language], bo.clients[0]
    page = bo.open(ana)
    page.goto(f"/labels?for={ana.username}")
    page.locator("#name").fill("VIP <b>")
    page.locator("input[name=colour][value='6']").check(force=True)
    page.get_by_role("button", name=words["make"]).click()
    expect(bo.row(ana).locator(".tag.h6")).to_have_text("VIP <b>")
    page.locator("#filters summary").click()
    page.locator("#filters").get_by_role("link", name=re.compile("VIP <b>")).click()
    expect(page.locator(".items > li")).to_have_count(1)
    page.goto("/labels")
    page.get_by_role("link", name=re.compile(words["rename"])).click()
    page.locator("#name").fill("Regular")
    page.locator("main form button").click()
    expect(page.get_by_role("main")).to_contain_text("Regular")


def test_many_at_once_and_back(bo, language):
    words = SAY[language]
    bo.page.goto("/inbox")
    bo.be_live()
    second = bo.context.new_page()
    second.goto("/inbox")
    bo.be_live(second)
    bo.page.bring_to_front()
    bo.page.get_by_role("link", name=words["select"]).click()
    expect(bo.page.locator("input[name=chosen]")).to_have_count(3)
    for box in bo.page.locator("input[name=chosen]").all()[:2]:
        box.check()
    bo.page.get_by_role("button", name=words["archive"], exact=True).click()
    expect(bo.page.locator("#done")).to_contain_text("2 conversations")
    expect(second.locator(".items > li")).to_have_count(1)
    bo.page.get_by_role("button", name=words["undo"]).click()
    expect(second.locator(".items > li")).to_have_count(3)
    second.close()


def test_without_scripts_every_action_is_a_form(join, language):
    words = SAY[language]
    bo = join("bo", "freelancer", language=language, scripts=False)
    bo.sign_up()
    ana = join("ana", "client").joined()
    ana.post(bo, "Hello")
    page, place = bo.page, f"/inbox/{ana.username}/actions"
    for there, back in (("star", "unstar"), ("archive", "unarchive"), ("follow", "unfollow"), ("spam", "unspam")):
        page.goto(place)
        page.get_by_role("button", name=words[there], exact=True).click()
        page.goto(f"/inbox?filter={FILTERS[there]}")
        expect(bo.row(ana)).to_have_count(1)
        bo.row(ana).locator("[value=menu]").click()
        page.get_by_role("button", name=words[back], exact=True).click()
        expect(bo.row(ana)).to_have_count(0)  # one is back at that filter
    page.goto(f"/inbox/{ana.username}")
    page.goto(place)
    page.get_by_role("button", name=words["unread"], exact=True).click()
    expect(bo.unread()).to_have_text("1")
    page.goto(f"/inbox/{ana.username}/snooze")
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name=words["snooze"]).click()
    expect(page.locator(".items > li")).to_have_count(0)
    page.goto("/inbox?filter=snoozed")
    expect(bo.row(ana)).to_have_count(1)
    page.goto(place)
    page.get_by_role("link", name=words["delete"]).click()
    page.get_by_role("button", name=words["sure"]).click()
    expect(bo.row(ana)).to_contain_text(words["deleted"])
