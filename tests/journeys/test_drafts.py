"""What is half-written is nobody's to wipe: not a push's, not a reconnection's, not another tab's."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(2)

OVER = "The 15 minutes to edit or delete are over"


def restart_live(halle):
    for worker in halle.workers("live"):
        os.kill(worker, signal.SIGKILL)
    until(lambda: halle.serves("live"), 30, "the live server is back")


def test_a_half_written_text_survives_whatever_comes(halle, talk):
    ana, bo = talk
    box = ana.box(bo)
    box.press_sequentially("Half a thou")
    box.press("ArrowLeft")
    bo.send(ana, "one more thing")
    ana.see("one more thing")
    bo.edit(bo.message("Hello Ana"), "Hello dear Ana")
    ana.see("Hello dear Ana")
    restart_live(halle)
    bo.post(ana, "and another")
    ana.see("and another")
    expect(box).to_be_focused()
    ana.page.keyboard.type("X")
    expect(box).to_have_value("Half a thoXu")


def test_a_reply_that_is_being_written_says_nothing_of_what_was_deleted(talk):
    ana, bo = talk
    asked = bo.message("Hello Ana")
    asked.hover()
    ana.message("Hello Ana").hover()
    ana.message("Hello Ana").get_by_role("link", name="Reply", exact=True).first.click()
    expect(ana.page.locator("#reply")).to_contain_text("Hello Ana")
    ana.box(bo).press_sequentially("Half an answer")
    bo.edit(asked, "Hello dear Ana")
    expect(ana.page.locator("#reply")).to_contain_text("Hello dear Ana")
    bo.delete(bo.message("Hello dear Ana"))
    expect(ana.page.locator("#reply")).to_contain_text("This message was deleted")
    expect(ana.page.locator(".tomb")).to_be_visible()
    assert "Hello dear Ana" not in ana.page.content()
    expect(ana.box(bo)).to_have_value("Half an answer")


def test_a_half_written_text_comes_back_with_its_conversation(talk):
    ana, bo = talk
    ana.box(bo).press_sequentially("not yet")
    ana.page.get_by_role("link", name=re.compile("Messages,")).click()
    ana.page.get_by_role("link", name="View all in inbox").click()
    expect(ana.page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    ana.row(bo).get_by_role("link").click()
    expect(ana.box(bo)).to_have_value("not yet")
    ana.page.reload()
    expect(ana.box(bo)).to_have_value("not yet")


def test_an_open_edit_form_survives_whatever_comes(halle, talk):
    ana, bo = talk
    mine = ana.page.locator(f"#{ana.message('Hello Bo').get_attribute('id')}")
    ana.menu(mine).get_by_role("link", name="Edit").click()
    mine.get_by_role("textbox").fill("Hello dear Bo")
    bo.send(ana, "are you editing?")
    ana.see("are you editing?")
    restart_live(halle)
    bo.post(ana, "still?")
    ana.see("still?")
    expect(mine.get_by_role("textbox")).to_have_value("Hello dear Bo")
    mine.get_by_role("button", name="Save").click()
    ana.see("Hello dear Bo")
    bo.see("Hello dear Bo")


def test_an_edit_is_given_up_with_escape(talk):
    ana, _ = talk
    mine = ana.page.locator(f"#{ana.message('Hello Bo').get_attribute('id')}")
    ana.menu(mine).get_by_role("link", name="Edit").click()
    mine.get_by_role("textbox").fill("never said")
    ana.page.keyboard.press("Escape")
    expect(mine.locator(".text")).to_have_text("Hello Bo")
    expect(mine.locator("summary")).to_be_focused()


def test_who_edits_what_changed_meanwhile_sees_both_texts(talk):
    ana, bo = talk
    other_tab = ana.open(bo, ana.context.new_page())
    mine = ana.page.locator(f"#{ana.message('Hello Bo').get_attribute('id')}")
    ana.menu(mine).get_by_role("link", name="Edit").click()
    mine.get_by_role("textbox").fill("from the first tab")
    first, ana.page = ana.page, other_tab
    ana.edit(ana.message("Hello Bo"), "from the second tab")
    ana.see("from the second tab"), bo.see("from the second tab")
    ana.page = first
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("alert")).to_contain_text("This message was changed meanwhile")
    expect(mine).to_contain_text("from the second tab")
    expect(mine.get_by_role("textbox")).to_have_value("from the first tab")
    mine.get_by_role("button", name="Save").click()
    ana.see("from the first tab"), bo.see("from the first tab")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_edit_that_comes_too_late_says_so_and_keeps_the_text(halle, join, scripts):
    ana, bo = join("ana", "client", scripts=scripts).joined(), join("bo", "freelancer").joined()
    ana.post(bo, "Hello Bo")
    ana.open(bo)
    ana.page.locator("#thread .msg summary").click()
    ana.page.get_by_role("link", name="Edit", exact=True).click()
    form = ana.page.locator("form[id$='-form']")
    form.get_by_role("textbox").fill("too late")
    halle.move_clock(901)
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text(OVER)
    expect(form.get_by_role("textbox")).to_have_value("too late")
    bo.open(ana)
    bo.see("Hello Bo")


def test_when_the_time_is_over_the_menu_says_so(halle, talk):
    ana, bo = talk
    halle.move_clock(901)
    ana.open(bo)
    menu = ana.menu(ana.message("Hello Bo"))
    expect(menu).to_contain_text(OVER)
    expect(menu.get_by_role("link", name="Edit")).to_have_count(0)
    expect(menu.get_by_role("button", name="Delete for everyone")).to_have_count(0)


def test_in_an_open_page_the_actions_go_when_the_time_is_over(pair):
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    ana.page.clock.install()
    ana.page.goto(f"/inbox/{bo.username}")
    menu = ana.menu(ana.message("Hello Bo"))
    expect(menu.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    expect(menu).to_contain_text("15 min left")
    ana.page.clock.fast_forward("10:00")
    expect(menu).to_contain_text("5 min left")
    ana.page.clock.fast_forward("05:30")
    expect(menu.get_by_role("link", name="Edit", exact=True)).to_be_hidden()
    expect(menu.get_by_role("button", name="Delete for everyone")).to_be_hidden()
    expect(menu.locator(".after")).to_be_visible()
