"""Translating what somebody wrote, in a browser, by the real worker with real Apertium."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.translator.test_apertium import SAID

pytestmark = [pytest.mark.heavy(9), pytest.mark.skipif(shutil.which("apertium") is None, reason="no apertium (bin/test installs it as root)")]
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


def box(person):
    return person.page.locator("form#composer textarea#body")


def choose(person, language: str) -> None:
    """Has what is typed translated into that language, by the page that lists all of them."""
    person.page.locator("#translate > summary").click()
    person.page.get_by_role("button", name="Choose a language").click()
    person.page.get_by_label("Into").select_option(language)
    person.page.get_by_role("button", name="Translate", exact=True).click()


def test_what_i_wrote_is_translated_before_i_send_it_and_i_can_have_it_back(talk):
    ana, bo = talk
    text, words = SAID["es"]
    there = re.compile(words[0], re.IGNORECASE)
    box(bo).fill(text)
    choose(bo, "en")
    expect(box(bo)).to_have_value(there, timeout=SLOW)
    bo.be_live()
    bo.page.get_by_role("button", name="Use my original").click()
    expect(box(bo)).to_have_value(text)
    expect(bo.page.locator("#draft-translation")).to_have_text("")
    bo.page.locator("#translate > summary").click()
    bo.page.get_by_role("button", name="Translate into English").click()
    expect(box(bo)).to_have_value(there, timeout=SLOW)
    expect(bo.page.locator("#draft-translation")).to_contain_text("Translated from Spanish into English by Apertium")
    translated = box(bo).input_value()
    bo.page.get_by_role("button", name="Send", exact=True).click()
    ana.see(translated)
    expect(ana.page.locator("#thread")).not_to_contain_text(text)
    mine = bo.page.locator("#thread > .msg.own").last
    mine.get_by_text("Show original").click()
    expect(mine.locator("details.tr .text")).to_have_text(text)
    expect(bo.page.locator("#draft-translation")).to_have_text("")
    expect(box(bo)).to_have_value("")


def test_what_is_typed_while_it_is_translated_is_not_wiped(talk):
    _, bo = talk
    box(bo).fill(SAID["es"][0])
    choose(bo, "en")
    expect(box(bo)).to_have_value(re.compile("Hello", re.IGNORECASE), timeout=SLOW)
    bo.be_live()
    bo.page.get_by_role("button", name="Use my original").click()
    bo.page.locator("#translate > summary").click()
    bo.page.get_by_role("button", name="Translate into English").click()
    box(bo).press_sequentially(" Gracias")
    told = bo.page.get_by_text(re.compile("You went on writing meanwhile|This draft was changed meanwhile"))
    expect(told.or_(bo.page.get_by_text("Show original")).first).to_be_visible(timeout=SLOW)
    expect(box(bo)).to_have_value(re.compile(r"Gracias$"))
