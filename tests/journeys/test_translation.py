"""Translating what somebody wrote, in a browser, by the real worker with real Apertium."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.translator.test_apertium import SAID

pytestmark = pytest.mark.skipif(shutil.which("apertium") is None, reason="no apertium (bin/test installs it as root)")
SLOW = 60_000


def test_a_click_brings_the_translation_live_and_the_original_is_one_click_away(talk):
    ana, bo = talk
    for text, words in SAID.values():
        ana.post(bo, text)
        message = bo.see(text)
        place = bo.page.locator(f"#{message.get_attribute('id')}")
        bo.menu(message).get_by_role("button", name="Translate", exact=True).click()
        expect(place.locator("details.tr")).to_be_visible(timeout=SLOW)
        for word in words:
            expect(place.locator(".text").first).to_contain_text(word, ignore_case=True)
        original = place.locator("details.tr .text")
        expect(original).to_be_hidden()
        place.get_by_text("Show original").click()
        expect(original).to_have_text(text)
        place.get_by_text("Hide original").click()
        expect(original).to_be_hidden()


def test_in_a_conversation_that_is_translated_by_itself_nobody_clicks(talk):
    ana, bo = talk
    bo.page.locator("#actions details.menu > summary").first.click()
    bo.page.get_by_role("button", name="Translate automatically", exact=True).click()
    text, words = SAID["es"]
    ana.post(bo, text)
    expect(bo.page.locator("details.tr")).to_be_visible(timeout=SLOW)
    for word in words:
        expect(bo.page.locator(".msg .text", has_text=word).first).to_be_visible()
