"""Stars and the private note, in both languages, with and without scripts; and the clock beside a conversation."""

import re

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import PAIRS
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)

WORDS = {
    "en": {"star": "Star {}", "unstar": "Unstar {}", "note": "Private note", "save": "Save note", "starred": "Starred people and services",
           "conflict": "changed meanwhile", "about": "About this person", "nothing": "Nothing starred yet"},
    "fr": {"star": "Étoiler {}", "unstar": "Désétoiler {}", "note": "Note privée", "save": "Enregistrer la note",
           "starred": "Personnes et services étoilés", "conflict": "modifiée entre-temps", "about": "À propos de cette personne",
           "nothing": "Rien d’étoilé pour l’instant"},
}  # fmt: skip
SERVICE = {
    "title": "A logo",
    "category": "logo",
    "price_from": "350",
    "currency": "EUR",
    "delivery_days": "7",
    "revisions": "2",
    "active": "1",
}


def star(person, name: str, page=None):
    """The button that stars it."""
    return (page or person.page).get_by_role("button", name=WORDS[person.language]["star"].format(name), exact=True)


def unstar(person, name: str, page=None):
    """The button that takes the star off."""
    return (page or person.page).get_by_role("button", name=WORDS[person.language]["unstar"].format(name), exact=True)


def note(person, page=None):
    """The field of the note."""
    return (page or person.page).get_by_role("textbox", name=WORDS[person.language]["note"])


@pytest.fixture(params=PAIRS)
def two(request, join):
    """Ana, who wrote to Bo; he offers a service."""
    language, scripts = request.param
    ana, bo = join("ana", "client", language=language, scripts=scripts).joined(), join("bo", "freelancer").joined()
    bo.submit("/settings/services", SERVICE)
    ana.post(bo, "Hello Bo")
    if language == "fr":
        ana.submit("/language", {"language": "fr", "next": "/inbox"})
    return ana, bo


def test_a_person_and_a_service_are_starred_and_found_again(two):
    ana, bo = two
    words = WORDS[ana.language]
    ana.page.goto(f"/people?q={bo.username}")
    star(ana, bo.name).click()
    expect(unstar(ana, bo.name)).to_be_visible()
    expect(ana.page).to_have_url(re.compile(rf"/people\?q={bo.username}$"))
    ana.open(bo)
    star(ana, "A logo").click()
    expect(unstar(ana, "A logo")).to_be_visible()
    ana.page.goto("/people")
    ana.page.get_by_role("link", name=words["starred"]).click()
    expect(ana.page.locator("a.who2")).to_have_text(["A logo", bo.name])
    unstar(ana, "A logo").click()
    expect(star(ana, "A logo") if ana.scripts else ana.page.locator("a.who2")).to_have_count(1)
    ana.page.get_by_role("link", name=bo.name).last.click()
    expect(star(ana, "A logo")).to_be_visible()
    unstar(ana, bo.name).click()
    expect(star(ana, bo.name)).to_be_visible()
    ana.page.goto("/stars")
    expect(ana.page.get_by_role("heading", name=words["nothing"])).to_be_visible()


def test_a_note_is_written_and_nobody_else_reads_it(two):
    ana, bo = two
    words = WORDS[ana.language]
    ana.open(bo), bo.open(ana)
    note(ana).fill("Prefers mornings\nand tea")
    ana.page.get_by_role("button", name=words["save"]).click()
    if ana.scripts:
        expect(ana.page.locator("#note [role=status]")).to_contain_text(
            {"en": "Saved", "fr": "Enregistré"}[ana.language]
        )
        expect(ana.page.get_by_role("button", name=words["save"])).to_be_hidden()
    ana.page.goto(f"/inbox/{bo.username}")
    expect(note(ana)).to_have_value("Prefers mornings\nand tea")
    assert "Prefers mornings" not in bo.page.content()
    bo.open(ana)
    expect(note(bo)).to_have_value("")
    note(ana).fill("x" * 5001)
    ana.page.get_by_role("button", name=words["save"]).click()
    expect(ana.page.locator("#note-error")).to_contain_text("5001")
    expect(note(ana)).to_have_value("x" * 5001)


def test_two_tabs_that_write_at_once_lose_neither_text(two):
    ana, bo = two
    words = WORDS[ana.language]
    ana.open(bo)
    note(ana).fill("From the first tab")
    other = ana.context.new_page()
    ana.open(bo, other)
    note(ana, other).fill("From the second tab")
    other.get_by_role("button", name=words["save"]).click()
    expect(other).to_have_url(re.compile("about$")) if not ana.scripts else expect(
        other.locator("#note[data-revision='1']")
    ).to_be_visible()
    expect(note(ana)).to_have_value("From the first tab")
    ana.page.bring_to_front()
    ana.page.get_by_role("button", name=words["save"]).click()
    expect(ana.page.locator("#note-error")).to_contain_text(words["conflict"])
    expect(ana.page.locator("#note .stored")).to_have_text("From the second tab")
    expect(ana.page.locator("#note textarea")).to_have_value("From the first tab")
    ana.page.get_by_role("button", name=words["save"]).click()
    expect(ana.page.locator("#note .stored")).to_have_count(0)
    expect(note(ana)).to_have_value("From the first tab")


def test_other_tabs_follow(talk):
    ana, bo = talk
    other, directory = ana.context.new_page(), ana.context.new_page()
    ana.open(bo, other)
    directory.goto(f"/people?q={bo.username}")
    ana.be_live(directory)
    star(ana, bo.name).click()
    for page in (other, directory):
        expect(unstar(ana, bo.name, page)).to_be_visible()
    unstar(ana, bo.name, directory).click()
    for page in (ana.page, other):
        expect(star(ana, bo.name, page)).to_be_visible()
    note(ana).fill("Prefers mornings")
    ana.box(bo).focus()
    expect(note(ana, other)).to_have_value("Prefers mornings")
    expect(ana.box(bo)).to_be_focused()
    expect(note(bo)).to_have_value("")


def test_a_tab_that_was_away_catches_up(talk):
    ana, bo = talk
    ana.context.set_offline(True)
    expect(ana.page.locator("#offline")).to_be_visible(timeout=30_000)
    ana.submit(f"/people/{bo.username}/star", {})  # as from another device: this is not the browser's own connection
    ana.submit(f"/people/{bo.username}/note", {"body": "From elsewhere", "revision": "0"})
    expect(star(ana, bo.name)).to_be_visible()
    ana.context.set_offline(False)
    expect(unstar(ana, bo.name)).to_be_visible(timeout=30_000)
    expect(note(ana)).to_have_value("From elsewhere")


def test_the_focus_stays_and_the_keyboard_does_it(talk):
    ana, bo = talk
    star(ana, bo.name).focus()
    ana.page.keyboard.press("Enter")
    expect(unstar(ana, bo.name)).to_be_focused()
    ana.page.keyboard.press("Enter")
    expect(star(ana, bo.name)).to_be_focused()
    note(ana).fill("One")
    ana.page.keyboard.press("Control+Enter")
    expect(ana.page.locator("#note[data-revision='1']")).to_be_visible()
    expect(note(ana)).to_be_focused()


def test_the_clock_beside_the_conversation_runs(talk):
    ana, _ = talk
    places = ana.page.locator("[data-zone]")
    expect(places).to_have_count(2)
    ana.page.clock.install()
    ana.page.reload()
    before = places.last.text_content()
    ana.page.clock.fast_forward("01:01:00")
    expect(places.last).not_to_have_text(before)
    until(lambda: places.first.text_content() == places.last.text_content(), what="both show the same time")
    assert re.fullmatch(r"\d\d:\d\d", places.last.text_content())


def test_a_telephone_reaches_the_note_and_the_stars(join):
    mobile = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    ana, bo = join("ana", "client", **mobile).joined(), join("bo", "freelancer").joined()
    ana.post(bo, "Hello Bo")
    ana.open(bo)
    expect(note(ana)).to_be_hidden()
    ana.page.get_by_role("link", name="About this person").tap()
    star(ana, bo.name).tap()
    expect(unstar(ana, bo.name)).to_be_visible()
    note(ana).fill("Prefers mornings")
    ana.page.get_by_role("button", name="Save note").tap()
    expect(ana.page.locator("#note[data-revision='1']")).to_be_visible()
    ana.page.get_by_role("link", name="Close").tap()
    expect(note(ana)).to_be_hidden()
