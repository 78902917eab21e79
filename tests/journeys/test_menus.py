"""The envelope, the menus and the panes: by mouse, by keyboard, on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.stack.waiting import until

MOBILE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def popular(join):
    """Bo, to whom so many clients have written, and their names from the newest on."""

    def written_to(by: int):
        bo = join("bo", "freelancer").joined()
        clients = [join(f"client{number}", "client").joined() for number in range(by)]
        for client in clients:
            client.post(bo, f"I am {client.name}")
        return bo, [client.name for client in reversed(clients)]

    return written_to


def test_the_envelope_shows_the_five_newest_and_leads_to_all(popular):
    bo, names = popular(9)
    bo.page.goto("/settings/")
    bo.be_live()
    envelope = bo.page.get_by_role("link", name="Messages, 9 unread")
    envelope.click()
    latest = bo.page.get_by_role("region", name="Latest messages")
    expect(latest.get_by_role("listitem")).to_have_count(5)
    for row, name in zip(latest.get_by_role("listitem").all(), names[:5], strict=True):
        expect(row).to_contain_text(f"I am {name}")
    bo.page.keyboard.press("Escape")
    expect(latest).to_be_hidden()
    expect(envelope).to_be_focused()
    bo.page.keyboard.press("Enter")
    latest.get_by_role("link", name="View all in inbox").click()
    rows = bo.page.locator("#conversations > li")
    expect(rows).to_have_count(8)


def test_older_conversations_come_below_and_stay(popular):
    bo, names = popular(9)
    bo.page.goto("/inbox")
    bo.be_live()
    rows = bo.page.locator("#conversations > li")
    expect(rows).to_have_count(8)
    bo.page.get_by_role("link", name="Older conversations").click()
    expect(rows).to_have_count(9)
    # The socket draws the first page anew as soon as somebody comes or goes.
    with bo.page.expect_response("**/changes?*"):
        bo.page.evaluate(
            "fetch('/changes?since=0&filter=all', {headers: {'HX-Request': 'true'}}).then(r => r.text()).then("
            "pieces => htmx.swap(document.body, pieces, {swapStyle: 'none'}))"
        )
    expect(bo.page.get_by_role("link", name="Older conversations")).to_have_count(0)
    expect(rows).to_have_count(9)
    assert [name in row for row, name in zip(rows.all_inner_texts(), names, strict=True)] == [True] * 9


def test_the_envelope_leads_into_a_conversation_and_back_leads_out(popular):
    bo, names = popular(3)
    bo.page.goto("/inbox")
    bo.be_live()
    bo.page.get_by_role("link", name="Messages, 3 unread").click()
    bo.page.get_by_role("region", name="Latest messages").get_by_role("link", name=names[1]).click()
    expect(bo.page.get_by_role("heading", level=1, name=names[1])).to_be_visible()
    expect(bo.unread()).to_have_text("2")
    expect(bo.page).to_have_url(re.compile(f"/inbox/{names[1]}$"))
    bo.page.go_back()
    expect(bo.page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    bo.page.go_forward()
    expect(bo.page.get_by_role("heading", level=1, name=names[1])).to_be_visible()
    expect(bo.page.locator("#conversations [aria-current]")).to_contain_text(names[1])


def test_the_filter_shows_what_is_unread(popular):
    bo, names = popular(2)
    bo.page.goto(f"/inbox/{names[0]}")
    bo.page.locator(".list summary").click()
    bo.page.get_by_role("navigation", name="Conversation filters").get_by_role("link", name="Unread").click()
    expect(bo.page).to_have_url(re.compile(r"/inbox\?filter=unread$"))
    rows = bo.page.locator("#conversations > li")
    expect(rows.filter(has_text=names[0])).to_have_count(0)
    expect(rows).to_have_count(1)


def test_a_message_menu_goes_by_the_keyboard(talk):
    ana, _ = talk
    keys = ana.page.keyboard
    message = ana.message("Hello Bo")
    message.locator("summary").focus()
    keys.press("Enter")
    pop = message.locator(".pop")
    expect(pop).to_be_visible()
    keys.press("Tab")
    expect(pop.get_by_role("link", name="Reply")).to_be_focused()
    keys.press("Tab")
    expect(pop.get_by_role("link", name="Edit")).to_be_focused()
    keys.press("Escape")
    expect(pop).to_be_hidden()
    expect(message.locator("summary")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab"), keys.press("Tab"), keys.press("Enter")
    expect(ana.page.get_by_role("textbox", name="Edit your message")).to_be_focused()


def test_arrows_step_through_a_menu(talk):
    ana, _ = talk
    message = ana.message("Hello Bo")
    menu = message.locator("summary")
    menu.focus()
    ana.page.keyboard.press("Enter")
    steps = (("ArrowDown", "Reply"), ("ArrowDown", "Edit"), ("ArrowUp", "Reply"))
    for key, name in steps:
        ana.page.keyboard.press(key)
        expect(message.locator(".pop").get_by_role("link", name=name)).to_be_focused()
    ana.page.keyboard.press("ArrowUp")
    expect(menu).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(message.locator(".pop")).to_be_hidden()


@pytest.mark.parametrize(("address", "menu", "steps"), [
    ("/inbox", "#filters summary", ("All conversations", "Unread")),
    ("/settings/profile", ".ways summary", ("Writing", "Keyboard shortcuts")),
])  # fmt: skip
def test_arrows_step_through_menus_where_nothing_stands_beside_a_conversation(join, address, menu, steps):
    """What steps comes with the first menu that is opened."""
    page = join("ana", "client").joined().page
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    page.evaluate("document.addEventListener('load', event => { window.brought = event.target.src; }, true)")
    page.locator(menu).press("Enter")
    until(lambda: page.evaluate("window.brought"))
    for name in steps:
        page.keyboard.press("ArrowDown")
        expect(page.locator("[open] .pop a:focus")).to_contain_text(name)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(menu)).to_be_focused()


def middle(place):
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_one_menu_is_open_at_a_time(talk):
    ana, bo = talk
    first, envelope = ana.menu(ana.message("Hello Bo")), ana.page.get_by_role("link", name="Messages, none unread")
    ana.page.mouse.click(*middle(envelope))  # a click beside an open menu closes it, and does nothing else
    expect(first).to_be_hidden()
    envelope.click()
    expect(ana.page.get_by_role("link", name="View all in inbox")).to_be_visible()
    ana.menu(ana.message("Hello Ana"))
    expect(ana.page.get_by_role("link", name="View all in inbox")).to_be_hidden()
    ana.page.mouse.click(*middle(ana.box(bo)))
    expect(ana.message("Hello Ana").locator(".pop")).to_be_hidden()


def test_the_focus_stays_where_the_next_thing_is_done(talk):
    ana, bo = talk
    ana.send(bo, "one")
    expect(ana.box(bo)).to_be_focused()
    ana.edit(ana.message("one"), "two")
    expect(ana.see("two").locator("summary")).to_be_focused()
    ana.delete(ana.message("two"))
    expect(ana.page.locator(".tomb")).to_be_visible()
    until(lambda: ana.page.evaluate("document.activeElement !== document.body"), what="the focus is on the page")


def test_a_telephone_shows_the_list_then_the_conversation_then_the_list(join):
    ana, bo = join("ana", "client", **MOBILE).joined(), join("bo", "freelancer").joined()
    ana.post(bo, "Hello Bo")
    bo.post(ana, "Hello Ana")
    ana.page.goto("/inbox")
    expect(ana.page.locator("#thread")).to_have_count(0)
    ana.row(bo).get_by_role("link").tap()
    expect(ana.page.get_by_role("heading", level=1, name=bo.name)).to_be_visible()
    expect(ana.page.locator("#presence")).to_be_visible()
    expect(ana.page.locator("#conversations")).to_be_hidden()
    ana.send(bo, "from the telephone")
    ana.page.get_by_role("link", name="About this person").tap()
    about = ana.page.get_by_role("complementary", name=f"About {bo.name}")
    expect(about.get_by_role("heading", name=bo.name)).to_be_in_viewport()
    about.get_by_role("link", name="Close").tap()
    expect(ana.message("from the telephone")).to_be_in_viewport()
    ana.page.get_by_role("link", name="Back to conversations").tap()
    expect(ana.row(bo)).to_be_visible()
    expect(ana.page).to_have_url(re.compile("/inbox$"))
