"""Undo and send later, in a browser: with scripts and without, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import PAIRS

WORDS = {
    "en": {"undo": "Undo", "later": "Send later", "hold": "Hold my messages for 10 seconds", "save": "Save",
           "show": "Show the time where", "day": "Day", "time": "Time", "now": "Send now", "all": "message not sent yet"},
    "fr": {"undo": "Annuler l’envoi", "later": "Envoyer plus tard", "hold": "Retenir mes messages pendant 10 secondes",
           "save": "Enregistrer", "show": "Afficher l’heure de", "day": "Jour", "time": "Heure", "now": "Envoyer maintenant",
           "all": "message pas encore envoyé"},
}  # fmt: skip


@pytest.fixture(params=PAIRS)
def writer(request, join):
    """Ana, who writes to Bo; her words."""
    language, scripts = request.param
    ana, bo = join("ana", "client", language=language, scripts=scripts).joined(), join("bo", "freelancer").joined()
    ana.post(bo, "Hello Bo")
    ana.page.goto("/settings/")
    zone = ana.page.locator("#language")
    zone.select_option(language)
    ana.page.get_by_role("button", name="Save", exact=True).or_(
        ana.page.get_by_role("button", name="Enregistrer", exact=True)
    ).click()
    return ana, bo, WORDS[language]


def hold(ana, words):
    """Chooses to hold messages, on the page of the settings."""
    ana.page.goto("/settings/")
    ana.page.get_by_role("radio", name=words["hold"]).check()
    ana.page.get_by_role("button", name=words["save"], exact=True).click()
    expect(ana.page.locator(".note[role=status]")).to_be_visible()


def test_a_message_is_undone_and_then_sent(writer, halle):
    ana, bo, words = writer
    hold(ana, words)
    ana.open(bo), bo.open(ana)
    ana.box(bo).fill("Half a thought")
    ana.page.get_by_role("button", name=ana.say("send"), exact=True).click()
    strip = ana.page.locator("#waiting li")
    expect(strip).to_contain_text("Half a thought")
    expect(ana.box(bo)).to_have_value("")
    strip.get_by_role("button", name=words["undo"]).click()
    expect(ana.box(bo)).to_have_value("Half a thought")
    expect(strip).to_have_count(0)
    ana.box(bo).fill("A whole thought")
    ana.page.get_by_role("button", name=ana.say("send"), exact=True).click()
    expect(strip).to_contain_text("A whole thought")
    expect(bo.page.locator("#thread")).not_to_contain_text("thought")
    halle.move_clock(11)
    bo.see("A whole thought")
    if not ana.scripts:
        ana.page.reload()
    ana.see("A whole thought")
    expect(strip).to_have_count(0)
    expect(bo.page.locator("#thread")).not_to_contain_text("Half")


def test_a_message_is_sent_later_with_the_time_of_the_other_side_in_view(writer, halle):
    ana, bo, words = writer
    ana.open(bo)
    ana.box(bo).fill("Good morning")
    ana.page.get_by_role("button", name=words["later"]).click()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text(words["later"])
    expect(ana.page.locator("textarea#body")).to_have_value("Good morning")
    expect(ana.page.locator("#when .opt").first).to_contain_text("·")
    ana.page.locator("#when input[type=radio]").first.check()
    ana.page.get_by_role("button", name=words["later"], exact=True).click()
    expect(ana.page.locator("#waiting li")).to_contain_text("Good morning")
    expect(ana.box(bo)).to_have_value("")
    bo.open(ana)
    expect(bo.page.locator("#thread")).not_to_contain_text("Good morning")
    ana.page.goto("/inbox")
    ana.page.get_by_role("link", name=words["all"]).click()
    ana.page.get_by_role("button", name=words["now"]).click()
    ana.see("Good morning")
    bo.see("Good morning")


def test_with_scripts_choosing_a_time_shows_it_on_the_other_side_at_once(pair):
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    ana.open(bo)
    ana.box(bo).fill("Good morning")
    ana.page.get_by_role("button", name="Send later").click()
    ana.page.get_by_label("Time", exact=True).fill("09:30")
    ana.page.get_by_label("Day", exact=True).fill("2020-01-01")
    expect(ana.page.locator("#meant")).to_contain_text("09:30")
    ana.page.get_by_role("button", name="Send later", exact=True).click()
    expect(ana.page.get_by_role("alert")).to_contain_text("This time is over")
    expect(ana.page.locator("textarea#body")).to_have_value("Good morning")


def test_what_was_begun_meanwhile_stays_when_a_message_is_undone(pair):
    ana, bo = pair
    ana.post(bo, "Hello Bo")
    hold(ana, WORDS["en"])
    ana.open(bo)
    ana.box(bo).fill("First")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ana.page.locator("#waiting li")).to_contain_text("First")
    expect(ana.box(bo)).to_have_value("")
    ana.box(bo).fill("Second")
    ana.page.locator("#waiting").get_by_role("button", name="Undo").click()
    expect(ana.box(bo)).to_have_value("First\n\nSecond")


@pytest.mark.parametrize("press", ["Cancel", "Send now", "Delete for everyone", "Star"])
def test_without_scripts_no_button_costs_the_text_in_the_box(join, press):
    ana, bo = join("ana", "client", scripts=False).joined(), join("bo", "freelancer").joined()
    ana.post(bo, "Hello Bo")
    day = {"at": "", "date": f"{datetime.now(UTC).date() + timedelta(days=2)}", "time": "09:30", "zone": "UTC"}
    ana.submit(f"/inbox/{bo.username}/waiting", day | {"body": "Waits", "key": "k"})
    ana.open(bo)
    ana.box(bo).fill("Half a thought")
    name = f"Star {bo.name}" if press == "Star" else press
    button = ana.page.get_by_role("main").get_by_role("button", name=name).first
    if press.startswith("Delete"):
        ana.page.locator("#thread .msg summary").first.click()
    button.click()
    expect(ana.box(bo)).to_have_value("Waits\n\nHalf a thought" if press == "Cancel" else "Half a thought")
