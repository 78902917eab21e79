"""What the Enter key does, and that one message is one message however it was sent."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def writing(pair):
    """Ana in front of Bo's conversation."""
    ana, bo = pair
    ana.open(bo)
    return ana, bo


def let_enter_send(person):
    person.page.goto("/settings/")
    person.page.get_by_role("radio", name="Sends the message").check()
    person.page.get_by_role("button", name="Save").click()
    expect(person.page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_enter_starts_a_new_line_and_ctrl_enter_sends(writing):
    ana, bo = writing
    ana.box(bo).press_sequentially("one\ntwo")
    expect(ana.box(bo)).to_have_value("one\ntwo")
    ana.box(bo).press("Control+Enter")
    expect(ana.page.locator("#thread .msg:not(.pending) .text")).to_have_text("onetwo")
    expect(ana.box(bo)).to_have_value("")
    expect(ana.box(bo)).to_be_focused()


def test_enter_sends_when_the_person_chose_so(writing):
    ana, bo = writing
    let_enter_send(ana)
    ana.open(bo)
    ana.box(bo).press_sequentially("one")
    ana.box(bo).press("Shift+Enter")
    ana.box(bo).press_sequentially("two")
    expect(ana.box(bo)).to_have_value("one\ntwo")
    ana.box(bo).press("Enter")
    expect(ana.page.locator("#thread .msg:not(.pending) .text")).to_have_text("onetwo")
    ana.box(bo).fill("   ")
    ana.box(bo).press("Enter")
    ana.send(bo, "three")
    expect(ana.page.locator("#thread .msg:not(.pending)")).to_have_count(2)


def test_the_enter_that_chooses_a_word_does_not_send(writing):
    ana, bo = writing
    let_enter_send(ana)
    ana.open(bo)
    ana.box(bo).focus()
    keyboard = ana.context.new_cdp_session(ana.page)
    keyboard.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    ana.page.evaluate("addEventListener('keydown', event => { window.composing = event.isComposing; }, true)")
    ana.page.keyboard.press("Enter")
    assert ana.page.evaluate("window.composing") is True
    keyboard.send("Input.insertText", {"text": "日本"})
    expect(ana.box(bo)).to_have_value(re.compile("日本"))
    ana.box(bo).fill("日本語")
    ana.box(bo).press("Enter")
    ana.see("日本語")
    expect(ana.page.locator("#thread .msg:not(.pending)")).to_have_count(1)


def choose(person, choice):
    person.page.locator("#enter summary").click()
    person.page.get_by_role("group", name="The Enter key").get_by_role("button", name=choice).click()


def test_the_menu_at_send_chooses_and_the_text_stays(writing):
    ana, bo = writing
    ana.box(bo).press_sequentially("one")
    choose(ana, "Sends the message")
    expect(ana.page.locator("#enter summary")).to_have_text("Enter key: sends the message")
    expect(ana.box(bo)).to_be_focused()
    expect(ana.box(bo)).to_have_value("one")
    ana.box(bo).press("Enter")
    ana.see("one")
    choose(ana, "Starts a new line")
    expect(ana.page.locator("#enter summary")).to_have_text("Enter key: starts a new line")
    ana.box(bo).press_sequentially("two\n")
    expect(ana.box(bo)).to_have_value("two\n")
    ana.box(bo).press("Meta+Enter")
    ana.see("two")
    expect(ana.page.locator("#thread .msg:not(.pending)")).to_have_count(2)


def test_the_menu_goes_by_the_keyboard(writing):
    ana, bo = writing
    ana.page.get_by_role("button", name="Send", exact=True).focus()
    for key in ("Tab", "Enter", "Tab", "Enter"):
        ana.page.keyboard.press(key)
    expect(ana.page.locator("#enter")).to_have_attribute("data-enter", "send")
    expect(ana.box(bo)).to_be_focused()


def test_the_menu_works_without_scripts_and_keeps_what_is_typed(join):
    ana, bo = join("ana", "client", scripts=False).joined(), join("bo", "freelancer").joined()
    ana.open(bo)
    ana.box(bo).fill("not sent yet")
    choose(ana, "Sends the message")
    expect(ana.page.locator("#enter summary")).to_have_text("Enter key: sends the message")
    expect(ana.box(bo)).to_have_value("not sent yet")
    expect(ana.page.locator("#thread .msg")).to_have_count(0)


def test_an_enter_on_the_glass_starts_a_new_line(join):
    ana = join("ana", "client", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}).joined()
    bo = join("bo", "freelancer").joined()
    ana.submit("/settings/", {"enter_key": "send"})
    ana.open(bo)
    ana.box(bo).press_sequentially("one\ntwo")
    expect(ana.box(bo)).to_have_value("one\ntwo")
    ana.box(bo).press("Control+Enter")
    expect(ana.page.locator("#thread .msg:not(.pending)")).to_have_count(1)


def test_a_double_click_on_send_lands_once(writing):
    ana, bo = writing
    ana.box(bo).fill("once")
    ana.page.get_by_role("button", name="Send", exact=True).dblclick()
    ana.see("once")
    ana.send(bo, "twice")
    expect(ana.page.locator("#thread .msg:not(.pending)")).to_have_count(2)
    bo.open(ana)
    expect(bo.page.locator("#thread .msg:not(.pending)")).to_have_count(2)


def test_what_is_written_while_a_message_is_on_its_way_is_the_next_message(writing):
    ana, bo = writing
    held = []
    ana.page.route("**/messages", lambda route: route.continue_() if held else held.append(route))
    ana.box(bo).fill("first")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.locator(".pending")).to_contain_text("first")
    ana.box(bo).fill("second")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.box(bo)).to_have_value("second")
    held[0].continue_()
    ana.see("first"), ana.see("second")
    expect(ana.box(bo)).to_have_value("")
    expect(ana.page.locator("#thread .msg:not(.pending)")).to_have_count(2)


def test_going_back_without_scripts_sends_nothing_twice(join):
    ana, bo = join("ana", "client", scripts=False).joined(), join("bo", "freelancer").joined()
    ana.open(bo)
    key = ana.page.locator("input[name=key]").input_value()
    ana.send(bo, "once")
    ana.page.reload()
    ana.page.go_back()
    ana.see("once")
    expect(ana.box(bo)).to_have_value("")
    # A browser that kept the old page sends the old form again.
    ana.submit(f"/inbox/{bo.username}/messages", {"body": "once", "key": key})
    bo.open(ana)
    expect(bo.page.locator("#thread .msg:not(.pending)")).to_have_count(1)


def test_an_old_form_with_another_text_says_so_and_keeps_the_text(join):
    ana, bo = join("ana", "client", scripts=False).joined(), join("bo", "freelancer").joined()
    ana.open(bo)
    key = ana.page.locator("input[name=key]").input_value()
    ana.submit(f"/inbox/{bo.username}/messages", {"body": "the first text", "key": key})
    ana.box(bo).fill("another text")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.get_by_role("alert")).to_contain_text("Send again to send this text")
    expect(ana.box(bo)).to_have_value("another text")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    ana.see("the first text"), ana.see("another text")
