"""Pages of the viewer's own things follow what happens elsewhere: how they stand, what they reported, what they starred,
what waits."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.journeys.test_panel import SERVICE
from tests.plugins.ways import LANGUAGES

WORDS = {
    "en": {"open": "A moderator will look at it.", "acted": "A moderator looked at it and acted.", "good": "Your account is in good standing.",
           "warned": "You have been warned.", "suspended": "Your account is suspended", "lifted": "Account status",
           "told": "A moderator looked at what you reported."},
    "fr": {"open": "La modération va l’examiner.", "acted": "La modération l’a examiné et a agi.", "good": "Votre compte est en règle.",
           "warned": "Vous avez reçu un avertissement.", "suspended": "Votre compte est suspendu", "lifted": "Statut du compte",
           "told": "La modération a examiné votre signalement."},
}  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def language(request):
    """The language of all three."""
    return request.param


@pytest.fixture
def three(halle, join, language):
    """Ana, a client; Bo, a freelancer whom she reported; Mod, who moderates."""
    ana, bo, mod = (join(name, role, language=language).joined() for name, role in
                    (("ana", "client"), ("bo", "freelancer"), ("mod", "client")))  # fmt: skip
    for person in (ana, bo, mod):
        person.submit("/language", {"language": language})
    ana.post(bo, "Hello Bo")
    bo.post(ana, "Pay me on PayPal")
    with sqlite3.connect(halle.database, timeout=20) as database:
        database.execute("UPDATE person SET moderator = (username = ?)", [mod.username])
    ana.submit(f"/reports/message/{newest(halle)}", {"reason": "payment", "body": ""})
    bo.post(ana, "Or by Venmo")
    return ana, bo, mod


def newest(halle) -> int:
    """The number of the newest message."""
    with sqlite3.connect(halle.database, timeout=20) as database:
        return database.execute("SELECT max(id) FROM message").fetchone()[0]


def offend(halle, person) -> None:
    """One more wait of that person, which their page counts."""
    with sqlite3.connect(halle.database, timeout=20) as database:
        database.execute(
            "INSERT INTO offence (person_id, at, until) SELECT id, datetime('now'), datetime('now') FROM person"
            " WHERE username = ?", [person.username]
        )  # fmt: skip


def case_about(halle, person) -> int:
    """The number of the newest case about that person."""
    with sqlite3.connect(halle.database, timeout=20) as database:
        found = "SELECT max(c.id) FROM moderation_case c JOIN person p ON p.id = c.about_id WHERE p.username = ?"
        return database.execute(found, [person.username]).fetchone()[0]


def test_the_reporter_and_who_was_reported_see_the_decision_at_once(halle, three, language):
    (ana, bo, mod), words = three, WORDS[language]
    ana.page.goto("/reports"), ana.be_live()
    elsewhere = ana.context.new_page()
    elsewhere.goto("/inbox"), ana.be_live(elsewhere)
    bo.page.goto("/standing"), bo.be_live()
    expect(ana.page.locator("#followed")).to_contain_text(words["open"])
    expect(bo.page.get_by_role("main")).to_contain_text(words["good"])
    ana.page.bring_to_front()
    mod.submit(f"/moderation/{case_about(halle, bo)}/decision", {"outcome": "suspended", "body": "Payments stay here."})
    expect(ana.page.locator("#followed")).to_contain_text(words["acted"])
    expect(bo.page.get_by_role("heading", name=words["suspended"])).to_be_visible()
    expect(bo.page.get_by_role("main")).to_contain_text("Payments stay here.")
    expect(elsewhere.locator("#standing")).to_be_empty()  # the page in front has shown it


def test_an_appeal_that_is_being_typed_stays_and_its_outcome_comes(halle, three, language):
    (ana, bo, mod), words = three, WORDS[language]
    mod.submit(f"/moderation/{case_about(halle, bo)}/decision", {"outcome": "suspended", "body": ""})
    bo.page.goto("/standing"), bo.be_live()
    field = bo.page.get_by_role("textbox")
    field.fill("It was a joke.")
    offend(halle, bo)
    ana.submit(f"/reports/message/{newest(halle)}", {"reason": "payment", "body": ""})
    mod.submit(f"/moderation/{case_about(halle, bo)}/decision", {"outcome": "warned", "body": ""})
    expect(bo.page.locator("#rules p")).to_contain_text("1")
    expect(field).to_have_value("It was a joke.")
    expect(field).to_be_focused()
    bo.page.locator("form[action='/standing/appeal'] button").click()
    expect(bo.page.locator("#appeal")).to_contain_text("It was a joke.")
    bo.be_live()
    mod.submit(f"/moderation/{case_about(halle, bo)}/decision", {"outcome": "granted", "body": ""})
    expect(bo.page.get_by_role("heading", name=words["lifted"])).to_be_visible()


def test_a_decision_is_told_on_every_page(halle, three, language):
    (ana, bo, mod), words = three, WORDS[language]
    ana.page.goto("/inbox"), ana.be_live()
    mod.submit(f"/moderation/{case_about(halle, bo)}/decision", {"outcome": "warned", "body": ""})
    expect(ana.page.locator("#standing")).to_contain_text(words["told"])
    ana.page.locator("#standing a").click()
    expect(ana.page.locator("#followed")).to_contain_text(words["acted"])
    expect(ana.page.locator("#standing")).to_be_empty()


def test_what_is_starred_elsewhere_comes_on_top_and_what_is_unstarred_here_stays(pair):
    ana, bo = pair
    bo.submit("/settings/services", SERVICE)
    ana.page.goto("/stars"), ana.be_live()
    ana.submit(f"/people/{bo.username}/star", {})
    expect(ana.page.locator("#followed a.who2")).to_have_text([bo.name])
    elsewhere = ana.context.new_page()
    elsewhere.goto(f"/people/{bo.username}"), ana.be_live(elsewhere)
    elsewhere.get_by_role("button", name="Star A logo").click()
    ana.page.bring_to_front()
    expect(ana.page.locator("#followed a.who2")).to_have_text(["A logo", bo.name])
    ana.page.get_by_role("button", name="Unstar A logo").click()
    expect(ana.page.get_by_role("button", name="Star A logo", exact=True)).to_be_focused()
    expect(ana.page.locator("#followed a.who2")).to_have_text(["A logo", bo.name])
