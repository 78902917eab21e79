"""Quick replies in the composer, in a real browser: by the menu, by / and a title, and never sent by themselves."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.heavy(4)


@pytest.fixture
def bo(talk):
    """Bo, with two quick replies, and the conversation with Ana open."""
    ana, bo = talk
    for title, body in (("First reply", "Hello {first_name|there}, tell me more."), ("Prices", "From 350 EUR.")):
        bo.page.goto("/settings/quick-replies/new")
        bo.page.get_by_label("Title").fill(title)
        bo.page.get_by_label("Text", exact=True).fill(body)
        bo.page.get_by_role("button", name="Add quick reply").click()
    bo.open(ana)
    return bo


def box(bo):
    return bo.page.locator("form#composer textarea#body")


def test_one_is_put_at_the_caret_from_the_menu_and_sent_by_its_author_alone(bo):
    box(bo).fill("Before. After.")
    box(bo).evaluate("field => field.setSelectionRange(8, 8)")
    bo.page.locator("#quick > summary").click()
    bo.page.locator("#quick-list").get_by_role("button", name="Prices").click()
    expect(box(bo)).to_have_value("Before. From 350 EUR.After.")
    expect(box(bo)).to_be_focused()
    expect(bo.page.locator(".msg.own")).to_have_count(1)


def test_one_is_found_by_its_title_in_the_box_and_taken_by_enter(bo):
    box(bo).press_sequentially("So: /fir")
    choice = bo.page.locator("#quick-list button:visible")
    expect(choice).to_have_count(1)
    box(bo).press("Enter")
    expect(box(bo)).to_have_value("So: Hello there, tell me more.")
    expect(bo.page.locator(".msg.own")).to_have_count(1)
    expect(bo.page.locator("#quick-list")).to_be_hidden()


def test_a_slash_that_means_nothing_stays_a_slash(bo):
    box(bo).press_sequentially("and/or /nothing like it")
    expect(bo.page.locator("#quick-list")).to_be_hidden()
    expect(box(bo)).to_have_value("and/or /nothing like it")
    box(bo).fill("")
    box(bo).press_sequentially("/pri")
    expect(bo.page.locator("#quick-list button:visible")).to_have_count(1)
    box(bo).press("Escape")
    expect(bo.page.locator("#quick-list")).to_be_hidden()
    expect(box(bo)).to_have_value("/pri")


def test_its_files_go_along_with_the_next_message(talk):
    ana, bo = talk
    page = bo.page
    page.goto("/settings/quick-replies/new")
    page.get_by_label("Title").fill("Prices")
    page.get_by_label("Text", exact=True).fill("From 350 EUR.")
    page.get_by_label("Attach files").set_input_files(
        {"name": "prices.txt", "mimeType": "text/plain", "buffer": b"A logo: 350 EUR"}
    )
    expect(page.locator("#unsent .file")).to_contain_text("Ready, ")
    page.get_by_label("Attach files").set_input_files(
        {"name": "terms.txt", "mimeType": "text/plain", "buffer": b"Half of it first"}
    )
    page.get_by_role("button", name="Add quick reply").click()  # it waits for the second one
    expect(page.locator("#quick-replies")).to_contain_text("2 files")
    bo.open(ana)
    page.locator("#quick > summary").click()
    page.locator("#quick-list").get_by_role("button", name="Prices").click()
    expect(page.locator("#unsent")).to_contain_text("prices.txt")
    expect(box(bo)).to_have_value("From 350 EUR.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.see("From 350 EUR.")).to_contain_text("prices.txt")
    expect(page.locator("#unsent")).to_have_text("")
