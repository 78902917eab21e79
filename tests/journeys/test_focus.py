"""Where the focus is after each swap: where the person goes on, and never lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.stack.waiting import until

MOBILE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def listed(join):
    """Bo, to whom three clients have written, in front of the list; the clients from the top on."""
    bo = join("bo", "freelancer").joined()
    clients = [join(f"client{number}", "client").joined() for number in range(3)]
    for client in clients:
        client.post(bo, f"I am {client.name}")
    bo.page.goto("/inbox")
    bo.be_live()
    return bo, clients[::-1]


def link(person, other):
    """The link of the other's row."""
    return person.row(other).get_by_role("link")


def press(person, *keys):
    for key in keys:
        person.page.keyboard.press(key)


def is_lost(person) -> bool:
    return person.page.evaluate("document.activeElement === document.body || document.activeElement === null")


def opened(person, other):
    """Waits until that conversation is on the page, and the title says so."""
    expect(person.page.get_by_role("heading", level=1, name=other.name)).to_be_visible()
    expect(person.page).to_have_title(re.compile(rf"(\(\d+\) )?{other.name} · "))


# ---- from page to page


def test_a_conversation_that_opens_keeps_the_focus_on_its_row(listed):
    bo, (first, second, _) = listed
    link(bo, second).focus()
    press(bo, "Enter")
    opened(bo, second)
    expect(link(bo, second)).to_be_focused()
    bo.page.go_back()
    expect(bo.page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    expect(bo.page).to_have_title(re.compile("All conversations"))
    expect(link(bo, second)).to_be_focused()
    bo.page.go_forward()
    opened(bo, second)
    expect(link(bo, second)).to_be_focused()
    link(bo, first).click()
    opened(bo, first)
    expect(link(bo, first)).to_be_focused()


def test_the_envelope_leads_to_the_row_of_what_it_opened(listed):
    bo, (first, *_) = listed
    bo.page.get_by_role("link", name="Messages, 3 unread").focus()
    press(bo, "Enter")
    latest = bo.page.get_by_role("region", name="Latest messages")
    expect(latest).to_be_visible()
    press(bo, "Tab")
    expect(latest.get_by_role("button", name="Mark all as read")).to_be_focused()
    press(bo, "Tab")
    expect(latest.get_by_role("link", name=first.name)).to_be_focused()
    press(bo, "Enter")
    opened(bo, first)
    expect(link(bo, first)).to_be_focused()


def test_back_to_the_list_on_a_telephone_is_back_to_the_row(join):
    bo, ana = join("bo", "freelancer", **MOBILE).joined(), join("ana", "client").joined()
    ana.post(bo, "Hello")
    bo.page.goto("/inbox")
    bo.row(ana).get_by_role("link").tap()
    opened(bo, ana)
    until(lambda: not is_lost(bo), what="the focus is on the page")
    bo.page.get_by_role("link", name="Back to conversations").tap()
    expect(link(bo, ana)).to_be_focused()


def test_a_filter_keeps_the_focus_on_the_filters(listed):
    bo, _ = listed
    filters = bo.page.locator(".list summary")
    filters.focus()
    press(bo, "Enter")
    bo.page.get_by_role("navigation", name="Conversation filters").get_by_role("link", name="Unread").focus()
    press(bo, "Enter")
    expect(bo.page).to_have_url(re.compile("filter=unread"))
    expect(bo.page.locator(".list summary")).to_be_focused()
    expect(bo.page).to_have_title(re.compile(r"^\(3\) Unread · "))


def test_a_menu_that_closes_keeps_the_focus_even_when_nothing_came_of_it(talk):
    ana, _ = talk
    message = ana.message("Hello Bo")
    ana.page.route("**/messages/*/deletion", lambda route: route.abort())
    message.locator("summary").focus()
    press(ana, "Enter")
    message.get_by_role("button", name="Delete for everyone").focus()
    press(ana, "Enter")
    expect(message.locator("summary")).to_be_focused()
    expect(ana.page.locator("#notice")).not_to_be_empty()
    expect(message.locator("summary")).to_be_focused()


# ---- what is added


def test_older_messages_come_and_the_focus_stays_where_more_is_asked_for(talk):
    ana, bo = talk
    ana.post(bo, *(f"number {number}" for number in range(45)))
    ana.open(bo)
    older, messages = ana.page.get_by_role("link", name="Older messages"), ana.page.locator("#thread > .msg")
    older.focus()
    press(ana, "Enter")
    expect(messages).to_have_count(40)
    expect(older).to_be_focused()
    press(ana, "Enter")
    expect(messages).to_have_count(47)
    expect(ana.message("Hello Bo")).to_have_count(1)
    expect(ana.page.get_by_text("This is the start of your conversation.")).to_be_attached()
    expect(ana.page.get_by_role("region", name="Messages", exact=True)).to_be_focused()


def test_older_conversations_have_the_focus_when_they_come(join):
    bo = join("bo", "freelancer").joined()
    clients = [join(f"client{number}", "client").joined() for number in range(9)]
    for client in clients:
        client.post(bo, "Hello")
    bo.page.goto("/inbox")
    bo.be_live()
    press(bo, *"kjjjjjjjj")
    expect(bo.page.get_by_role("link", name="Older conversations")).to_be_focused()
    title = bo.page.title()
    press(bo, "Enter")
    expect(link(bo, clients[0])).to_be_focused()
    assert bo.page.title() == title
    bo.open(clients[-1])
    bo.page.get_by_role("link", name="Older conversations").focus()
    press(bo, "Enter")
    expect(link(bo, clients[0])).to_be_focused()
    expect(bo.page).to_have_title(re.compile(rf"^\(8\) {clients[-1].name} · "))


def test_a_push_leaves_the_focus_on_its_row(listed):
    bo, (_, second, third) = listed
    link(bo, third).focus()
    second.post(bo, "up to the top")
    expect(bo.page.locator("#conversations > li").first).to_contain_text("up to the top")
    expect(link(bo, third)).to_be_focused()
    third.post(bo, "and over it")
    expect(bo.page.locator("#conversations > li").first).to_contain_text("and over it")
    expect(link(bo, third)).to_be_focused()
    press(bo, "j")
    expect(link(bo, second)).to_be_focused()


def test_a_row_that_goes_away_leaves_the_focus_to_the_next_one(listed):
    bo, (first, second, third) = listed
    bo.page.goto("/inbox?filter=unread")
    bo.be_live()
    link(bo, second).focus()
    bo.context.request.get(f"/inbox/{second.username}")  # read elsewhere
    expect(bo.row(second)).to_have_count(0)
    expect(link(bo, third)).to_be_focused()
    bo.context.request.get(f"/inbox/{third.username}")
    expect(bo.row(third)).to_have_count(0)
    expect(link(bo, first)).to_be_focused()


# ---- one message


def test_edit_begins_at_the_end_of_the_text_and_cancel_goes_back_to_the_menu(talk):
    ana, _ = talk
    message = ana.message("Hello Bo")
    for leave in ("Cancel", "Escape"):
        message.locator("summary").focus()
        press(ana, "Enter")
        message.get_by_role("link", name="Edit", exact=True).focus()
        press(ana, "Enter")
        box = ana.page.get_by_role("textbox", name="Edit your message")
        expect(box).to_be_focused()
        assert box.evaluate("box => box.selectionStart === box.value.length")
        if leave == "Cancel":
            ana.page.get_by_role("link", name="Cancel").focus()
            press(ana, "Enter")
        else:
            press(ana, "Escape")
        expect(message.locator("summary")).to_be_focused()


def test_save_goes_back_to_the_menu_and_a_refused_text_keeps_the_box(talk):
    ana, _ = talk
    message = ana.message("Hello Bo")
    ana.menu(message).get_by_role("link", name="Edit", exact=True).click()
    box = ana.page.get_by_role("textbox", name="Edit your message")
    box.fill("x" * 5001)
    ana.page.get_by_role("button", name="Save").focus()
    press(ana, "Enter")
    expect(ana.page.get_by_role("alert")).to_contain_text("5001")
    expect(box).to_be_focused()
    box.fill("Hello dear Bo")
    press(ana, "Control+Enter")
    expect(ana.see("Hello dear Bo").locator("summary")).to_be_focused()


def test_a_message_that_is_deleted_leaves_the_focus_on_what_stays_of_it(talk):
    ana, bo = talk
    message = ana.message("Hello Bo")
    message.locator("summary").focus()
    press(ana, "Enter")
    message.get_by_role("button", name="Delete for everyone").focus()
    press(ana, "Enter")
    expect(ana.page.locator(".tomb")).to_be_focused()
    bo.send(ana, "and a push over it")
    ana.see("and a push over it")
    expect(ana.page.locator(".tomb")).to_be_focused()


def test_a_reply_goes_to_the_box_and_stays_there_when_it_is_given_up(talk):
    ana, bo = talk
    message = ana.message("Hello Ana")
    message.locator("summary").focus()
    press(ana, "Enter")
    message.locator(".pop").get_by_role("link", name="Reply").focus()
    press(ana, "Enter")
    expect(ana.page.locator("#reply")).to_contain_text("Hello Ana")
    expect(ana.box(bo)).to_be_focused()
    ana.page.get_by_role("link", name="Stop replying to this message").focus()
    press(ana, "Enter")
    expect(ana.page.locator("#reply")).to_be_empty()
    expect(ana.box(bo)).to_be_focused()


# ---- sending


@pytest.mark.parametrize("way", ["button", "keyboard"])
def test_sending_keeps_the_focus_in_the_box(talk, way):
    ana, bo = talk
    ana.box(bo).fill("Hello again")
    if way == "button":
        ana.page.get_by_role("button", name="Send", exact=True).focus()
        press(ana, "Enter")
    else:
        ana.box(bo).press("Control+Enter")
    ana.see("Hello again")
    expect(ana.box(bo)).to_be_focused()
    expect(ana.box(bo)).to_have_value("")


def test_a_refused_text_has_the_focus(talk):
    ana, bo = talk
    ana.box(bo).fill("x" * 5001)
    ana.page.get_by_role("button", name="Send", exact=True).focus()
    press(ana, "Enter")
    expect(ana.page.get_by_role("alert")).to_contain_text("5001")
    expect(ana.box(bo)).to_be_focused()


def test_trying_again_keeps_the_focus_in_the_box(talk):
    ana, bo = talk
    ana.page.route("**/messages", lambda route: route.abort())
    ana.box(bo).fill("Hello again")
    ana.box(bo).press("Control+Enter")
    again = ana.page.get_by_role("button", name="Try again")
    again.focus()
    ana.page.unroute("**/messages")
    press(ana, "Enter")
    ana.see("Hello again")
    expect(ana.box(bo)).to_be_focused()


# ---- whole pages


def test_a_refused_form_has_the_focus_on_the_first_field_that_is_wrong(join):
    ana = join("ana", "client").joined()
    ana.page.goto("/settings/account")
    ana.page.get_by_label("Current password").fill("not the password")
    ana.page.get_by_label("New password").fill("short")
    ana.page.get_by_role("button", name="Change password").click()
    expect(ana.page.get_by_role("alert")).to_be_visible()
    wrong = ana.page.locator("[aria-invalid=true]").first
    expect(wrong).to_be_focused()
    ana.page.goto("/settings/profile")
    ana.page.get_by_role("checkbox", name="Client").uncheck()
    ana.page.get_by_role("button", name="Save").click()
    expect(ana.page.get_by_role("alert")).to_be_visible()
    expect(ana.page.get_by_role("checkbox", name="Client")).to_be_focused()


def test_the_language_switch_keeps_the_focus(join):
    ana = join("ana", "client").joined()
    ana.page.goto("/settings/")
    for language, button in (("fr", "FR"), ("en", "EN")):
        ana.page.get_by_role("button", name=button, exact=True).focus()
        press(ana, "Enter")
        expect(ana.page.locator(f"html[lang={language}]")).to_be_attached()
        expect(ana.page.locator(".lang button")).to_be_focused()
    ana.page.reload()
    assert is_lost(ana)


def test_the_bar_that_goes_away_leaves_the_focus_to_the_page(talk):
    ana, _ = talk
    ana.context.set_offline(True)
    retry = ana.page.locator("#offline-retry")
    expect(retry).to_be_visible(timeout=20_000)
    retry.focus()
    ana.context.set_offline(False)
    press(ana, "Enter")
    expect(ana.page.locator("#offline")).to_be_hidden(timeout=40_000)
    expect(ana.page.get_by_role("main")).to_be_focused()
