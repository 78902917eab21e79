"""A login or a form that ended while somebody was writing: they log in again, and the text is still there."""

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import PAIRS


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def writing(request, join):
    """Ana in front of Bo's conversation, with a text that is not sent yet."""
    ana, bo = join("ana", "client", scripts=request.param).joined(), join("bo", "freelancer").joined()
    ana.open(bo)
    ana.box(bo).fill("Three lines\nof <b>careful</b>\nwork")
    return ana, bo


def press_send(person):
    person.page.get_by_role("button", name="Send", exact=True).click()


def arrived(ana, bo):
    bo.open(ana)
    expect(bo.page.locator("#thread .msg .text")).to_have_text("Three linesof <b>careful</b>work")
    expect(ana.page.locator("#thread .msg .text")).to_have_text("Three linesof <b>careful</b>work")


def test_a_text_survives_a_login_that_ended(writing):
    ana, bo = writing
    ana.context.clear_cookies()
    press_send(ana)
    expect(ana.page.get_by_text("Your text is kept. Log in and it comes back.")).to_be_visible()
    ana.log_in()
    expect(ana.page.get_by_label("Message", exact=True)).to_have_value("Three lines\nof <b>careful</b>\nwork")
    press_send(ana)
    arrived(ana, bo)


def test_a_text_survives_a_wrong_password_on_the_way(writing):
    ana, bo = writing
    ana.context.clear_cookies()
    press_send(ana)
    ana.page.get_by_label("Username").fill(ana.username)
    ana.page.get_by_label("Password").fill("not the password")
    ana.page.get_by_role("button", name="Log in").click()
    expect(ana.page.get_by_role("alert")).to_contain_text("The name or the password is not right")
    ana.log_in()
    press_send(ana)
    arrived(ana, bo)


def test_a_text_survives_an_expired_form(writing):
    ana, bo = writing
    ana.page.locator("#composer [name=csrf_token]").evaluate("field => { field.value = 'from long ago'; }")
    press_send(ana)
    expect(ana.page.get_by_role("main")).to_contain_text("Your text is kept")
    expect(ana.page.get_by_label("Message", exact=True)).to_have_value("Three lines\nof <b>careful</b>\nwork")
    press_send(ana)
    arrived(ana, bo)


PROFILE = {"en": ("In your own words", "Save"), "fr": ("Votre présentation", "Enregistrer")}


@pytest.mark.parametrize("way", PAIRS)
def test_a_profile_survives_a_login_that_ended(join, way):
    language, scripts = way
    words, save = PROFILE[language]
    bo = join("bo", "freelancer", language=language, scripts=scripts)
    bo.sign_up()
    bo.page.goto("/settings/profile")
    bo.page.get_by_label(words).fill("Three lines\nof <b>careful</b>\nwork")
    bo.context.clear_cookies()
    bo.page.get_by_role("button", name=save, exact=True).click()
    bo.log_in()
    expect(bo.page.get_by_label(words)).to_have_value("Three lines\nof <b>careful</b>\nwork")
    bo.page.get_by_role("button", name=save, exact=True).click()
    expect(bo.page.locator(".note[role=status]")).to_be_visible()
    bo.page.goto(f"/people/{bo.username}")
    expect(bo.page.get_by_role("main")).to_contain_text("of <b>careful</b>")


def test_an_edit_survives_a_login_that_ended(join):
    ana, bo = join("ana", "client").joined(), join("bo", "freelancer").joined()
    ana.post(bo, "before")
    ana.open(bo)
    mine = ana.page.locator("#thread .msg")
    ana.menu(mine).get_by_role("link", name="Edit").click()
    mine.get_by_role("textbox").fill("after")
    ana.context.clear_cookies()
    mine.get_by_role("button", name="Save").click()
    ana.log_in()
    expect(ana.page.get_by_label("Message", exact=True)).to_have_value("after")
    ana.page.get_by_role("main").get_by_role("button").first.click()
    bo.open(ana)
    bo.see("after")


def test_a_page_whose_login_ended_elsewhere_asks_to_log_in_and_brings_the_text_back(pair, browser):
    ana, bo = pair
    ana.open(bo)
    ana.box(bo).fill("not yet sent")
    # A copy of the cookie, in another browser: logging out there ends the login everywhere.
    copy = browser.new_context(base_url=ana.url, storage_state=ana.context.storage_state())
    token = ana.token()
    copy.request.post("/logout", form={"csrf_token": token}, max_redirects=0)
    copy.close()
    expect(ana.page.get_by_label("Password")).to_be_visible()
    ana.log_in()
    expect(ana.box(bo)).to_have_value("not yet sent")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    ana.see("not yet sent")
