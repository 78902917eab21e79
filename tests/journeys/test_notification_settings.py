"""The number in the title, and the page of the settings that asks for notifications of the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_notifications import HIDE, LISTEN, PAGE, in_settings
from tests.plugins.ways import LANGUAGES

pytestmark = pytest.mark.heavy(3)

UNDECIDED = "Object.defineProperty(window.Notification, 'permission', {get: () => window.answer || 'default'});"


# ---- the title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_counts_live_in_the_background_and_after_swaps(join, language):
    bo, ana, eve = (
        join("bo", "freelancer", language=language),
        join("ana", "client").joined(),
        join("eve", "client").joined(),
    )
    bo.sign_up()
    in_settings(bo)
    title = bo.page.title()
    bo.page.evaluate(HIDE, True)
    ana.post(bo, "one")
    expect(bo.page).to_have_title(f"(1) {title}")
    eve.post(bo, "two"), ana.post(bo, "three")
    expect(bo.page).to_have_title(f"(2) {title}")
    bo.page.evaluate(HIDE, False)
    bo.page.goto("/inbox")
    expect(bo.page).to_have_title(re.compile(rf"^\(2\) {bo.say('all')} · "))
    bo.row(ana).get_by_role("link").click()
    expect(bo.page).to_have_title(re.compile(rf"^\(1\) {ana.name} · "))
    bo.row(eve).get_by_role("link").click()
    expect(bo.page).to_have_title(re.compile(rf"^{eve.name} · "))
    bo.page.go_back()
    expect(bo.page).to_have_title(re.compile(rf"^{ana.name} · "))


def test_the_title_counts_without_scripts(join):
    bo, ana = join("bo", "freelancer", scripts=False).joined(), join("ana", "client").joined()
    ana.post(bo, "one")
    bo.page.goto("/settings/")
    expect(bo.page).to_have_title("(1) Inbox settings · Halle")


# ---- the settings


ASKS = {
    "en": ("Tell me of new messages", "Allow in this browser"),
    "fr": ("M’avertir des nouveaux messages", "Autoriser dans ce navigateur"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_is_asked_when_the_person_clicks_and_not_before(join, language):
    wish, allow = ASKS[language]
    ana = join("ana", "client", language=language)
    ana.context.add_init_script(LISTEN + UNDECIDED)
    ana.sign_up()
    page = ana.page
    page.goto(PAGE)
    box, button = page.get_by_role("checkbox", name=wish), page.get_by_role("button", name=allow)
    expect(button).to_be_visible()
    assert page.evaluate("window.asked") == 0
    box.check()
    page.wait_for_function("() => window.asked === 1")
    page.evaluate("window.next = 'granted'")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_count(0)
    expect(box).to_be_focused()
    box.uncheck(), box.check()  # decided: nobody is asked again
    assert page.evaluate("window.asked") == 2
    page.get_by_role("button", name=ana.say("save")).click()
    expect(page.get_by_role("checkbox", name=wish)).to_be_checked()
    assert page.evaluate("window.asked") == 0


@pytest.mark.parametrize(("state", "sentence", "button"), [
    ("default", "has not been asked yet", True), ("granted", "This browser shows notifications", False), ("denied", "This browser blocks notifications", False),
])  # fmt: skip
def test_the_page_says_what_the_browser_allows(join, state, sentence, button):
    ana = join("ana", "client").joined()
    ana.context.add_init_script(f"window.answer = '{state}';" + UNDECIDED)
    ana.page.goto(PAGE)
    expect(ana.page.locator("#permission")).to_contain_text(sentence)
    expect(ana.page.get_by_role("button", name="Allow in this browser")).to_have_count(int(button))


def test_a_browser_that_knows_no_notifications_says_so(join):
    ana = join("ana", "client").joined()
    ana.context.add_init_script("delete window.Notification")
    ana.page.goto(PAGE)
    expect(ana.page.locator("#permission")).to_contain_text("cannot show notifications")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_wish_is_kept_and_the_page_explains(join, language):
    ana = join("ana", "client", language=language, scripts=False)
    ana.sign_up()
    ana.page.goto(PAGE)
    box = ana.page.locator("#notify")
    box.check()
    ana.page.get_by_role("button", name=ana.say("save")).click()
    expect(box).to_be_checked()
    expect(ana.page.locator("#permission")).to_contain_text("JavaScript")
    expect(ana.page.locator("#permission").get_by_role("button")).to_have_count(0)
