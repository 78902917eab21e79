"""What is told outside the page: notifications of the browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.plugins import browsers
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)

PAGE = "/settings/notifications"
# Notes down what the browser is asked to show and to allow; the browser shows it all the same.
LISTEN = """
  window.told = []; window.asked = 0;
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title, options) { super(title, options); this.said = [title, options.body]; window.told.push(this); }
    close() { super.close(); this.closed = true; }
    static async requestPermission() { window.asked += 1; window.answer = window.next; }
  };
"""
HIDE = "hidden => Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden})"
PAUSE = 1500  # milliseconds; longer than the one second in which another tab may say that it has been read


@pytest.fixture(scope="module")
def browser(browser_type, browser_type_launch_args):
    """The whole browser: the shell of the other journeys shows no notifications."""
    program = browsers.first(browsers.WHOLE)
    with browser_type.launch(**browser_type_launch_args | {"executable_path": program}) as whole:
        yield whole


def told(page: Page) -> list[list[str]]:
    """What this tab told the browser to show: title and text."""
    return page.evaluate("window.told.map(each => each.said)")


def wait_for(page: Page, *expected: list[str]) -> None:
    page.wait_for_function("count => window.told.length >= count", arg=len(expected))
    assert told(page) == list(expected)


def wants(person, text=True, allowed=True) -> None:
    """The person wishes to be told, in a browser that allows it."""
    person.context.add_init_script(LISTEN)
    if allowed:
        person.context.grant_permissions(["notifications"])
    person.submit(PAGE, {"notify": "on"} | ({"notify_text": "on"} if text else {}))


@pytest.fixture
def wished(pair):
    """Ana, who wishes to be told, and Bo, to whom she has written."""
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    wants(ana)
    return ana, bo


def in_settings(person, page: Page | None = None) -> Page:
    """A page without any conversation, live."""
    page = page or person.page
    page.goto("/settings/profile")
    person.be_live(page)
    return page


# ---- notifications


def test_a_message_is_told_with_its_author_and_its_text(wished):
    ana, bo = wished
    page = in_settings(ana)
    bo.post(ana, "Shall I begin?")
    wait_for(page, [bo.name, "Shall I begin?"])
    bo.post(ana, "Tomorrow then")
    wait_for(page, [bo.name, "Shall I begin?"], [bo.name, "Tomorrow then"])
    assert page.evaluate("new Set(window.told.map(each => each.tag)).size") == 1  # one at a time for a conversation
    assert page.evaluate("window.told.every(each => each.silent)")


def test_without_that_wish_the_text_never_reaches_the_page(pair):
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    wants(ana, text=False)
    page = in_settings(ana)
    bo.post(ana, "Shall I begin?")
    wait_for(page, [bo.name, "New message"])
    assert "Shall I begin?" not in page.content()


def test_the_words_are_in_the_persons_language(join):
    bo, ana = join("bo", "freelancer", language="fr"), join("ana", "client").joined()
    bo.sign_up()
    wants(bo, text=False)
    page = in_settings(bo)
    ana.post(bo, "Hello")
    wait_for(page, [ana.name, "Nouveau message"])


def test_nothing_is_told_of_what_the_person_looks_at(wished):
    ana, bo = wished
    ana.open(bo)
    bo.post(ana, "in front of your eyes")
    ana.see("in front of your eyes")
    ana.page.wait_for_timeout(PAUSE)
    assert told(ana.page) == []
    ana.page.evaluate(HIDE, True)
    bo.post(ana, "behind your back")
    wait_for(ana.page, [bo.name, "behind your back"])


def test_another_conversation_is_told_of_in_a_tab_in_front(wished, join):
    ana, bo = wished
    chloe = join("chloe", "freelancer").joined()
    ana.post(chloe, "Hello Chloe")
    ana.open(bo)
    chloe.post(ana, "Me too")
    wait_for(ana.page, [chloe.name, "Me too"])


def test_own_messages_from_another_tab_are_not_told(wished):
    ana, bo = wished
    page = in_settings(ana)
    ana.post(bo, "my own words")
    bo.post(ana, "an answer")
    wait_for(page, [bo.name, "an answer"])


def test_nothing_is_told_of_what_another_tab_shows(wished):
    ana, bo = wished
    aside = in_settings(ana)
    there = ana.open(bo, ana.context.new_page())
    bo.post(ana, "seen at once")
    ana.see("seen at once", there)
    expect(bo_receipt(bo, ana)).to_contain_text("Seen")
    aside.wait_for_timeout(PAUSE)
    assert told(aside) == told(there) == []


def bo_receipt(bo, ana):
    bo.page.goto(f"/inbox/{ana.username}")
    return bo.page.locator("#receipt")


def test_one_of_several_tabs_tells(wished):
    ana, bo = wished
    tabs = [in_settings(ana), *(in_settings(ana, ana.context.new_page()) for _ in range(3))]
    bo.post(ana, "once")
    for tab in tabs:
        expect(tab).to_have_title(re.compile(r"^\(1\) "))

    def in_all() -> list[list[str]]:
        return sorted(said for tab in tabs for said in told(tab))

    until(in_all, what="one of them tells")
    tabs[0].wait_for_timeout(PAUSE)
    assert in_all() == [[bo.name, "once"]]
    bo.post(ana, "and once more")
    until(lambda: len(in_all()) > 1, what="one of them tells again")
    tabs[0].wait_for_timeout(PAUSE)
    assert in_all() == [[bo.name, "and once more"], [bo.name, "once"]]


def test_what_was_unread_when_the_page_came_is_not_told(wished):
    ana, bo = wished
    bo.post(ana, "long ago")
    page = in_settings(ana)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator("#news li")).to_have_count(1)
    page.wait_for_timeout(PAUSE)
    assert told(page) == []


def test_what_came_while_the_connection_was_away_is_told(wished):
    ana, bo = wished
    page = in_settings(ana)
    ana.context.set_offline(True)
    bo.post(ana, "into the dark")
    ana.context.set_offline(False)
    wait_for(page, [bo.name, "into the dark"])


def test_a_click_leads_to_the_conversation(wished, join):
    ana, bo = wished
    chloe = join("chloe", "freelancer").joined()
    ana.post(chloe, "Hello Chloe")
    page = in_settings(ana)
    bo.post(ana, "Come here")
    wait_for(page, [bo.name, "Come here"])
    page.evaluate("window.told[0].onclick()")
    expect(page).to_have_url(re.compile(f"/inbox/{bo.username}$"))
    ana.see("Come here")
    ana.be_live()
    ana.box(bo).fill("half written")
    chloe.post(ana, "And here")
    wait_for(page, [chloe.name, "And here"])
    page.evaluate("window.told[0].onclick()")
    expect(page.get_by_role("heading", level=1, name=chloe.name)).to_be_visible()
    assert page.evaluate("window.told[0].closed")
    page.go_back()
    expect(ana.box(bo)).to_have_value("half written")


def test_what_is_read_elsewhere_is_taken_away_again(wished):
    ana, bo = wished
    page = in_settings(ana)
    bo.post(ana, "read on the telephone")
    wait_for(page, [bo.name, "read on the telephone"])
    ana.context.request.get(f"/inbox/{bo.username}")
    page.wait_for_function("() => window.told[0].closed")


def test_after_the_log_out_nothing_is_shown_and_nothing_comes(wished):
    ana, bo = wished
    page, other = in_settings(ana), in_settings(ana, ana.context.new_page())
    bo.post(ana, "a secret")
    until(lambda: told(page) or told(other), what="one of them tells")
    teller = page if told(page) else other
    closing = "window.told.forEach(each => { const close = each.close; each.close = () => { localStorage.setItem('closed', 'yes'); close.call(each); }; })"
    teller.evaluate(closing)
    leaver = other if teller is page else page
    leaver.get_by_role("button", name="Log out").click()
    for each in (teller, leaver):
        expect(each).to_have_url(re.compile("/login"))
    assert teller.evaluate("localStorage.getItem('closed')") == "yes"
    bo.post(ana, "another secret")
    leaver.wait_for_timeout(PAUSE)
    assert told(page) == told(other) == []
    assert "secret" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_nothing_is_told_when_the_wish_is_withdrawn(wished):
    ana, bo = wished
    page = in_settings(ana)
    ana.submit(PAGE, {})
    bo.post(ana, "too late")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.wait_for_timeout(PAUSE)
    assert told(page) == []


def test_a_tab_that_was_open_before_the_wish_tells_too(pair):
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    bo.post(ana, "before")
    ana.context.add_init_script(LISTEN)
    ana.context.grant_permissions(["notifications"])
    page = in_settings(ana)
    with page.expect_response("**/news.js"):
        ana.submit(PAGE, {"notify": "on", "notify_text": "on"})
    page.wait_for_function("() => document.querySelector('#news[data-wanted] li')")
    page.wait_for_timeout(PAUSE)
    assert told(page) == []
    bo.post(ana, "after")
    wait_for(page, [bo.name, "after"])
