"""From a report to what becomes of it: the client who reports, the moderator who decides, the freelancer who reads it;
with scripts and without, in both languages."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.journeys.hard import LONG_WORD, TEXTS
from tests.journeys.test_looks import SCREENS, WIDTHS, look
from tests.plugins.ways import LANGUAGES, SCRIPTS

pytestmark = pytest.mark.heavy(5)

SAY = {
    "en": {"report": "Report", "send": "Send report", "payment": "Payment outside Halle",
           "also block": "Also block", "reported": "You reported this message", "reports": "Reports", "warn": "Warn",
           "suspend": "Suspend", "apply": "Apply and open next", "none": "Nothing to decide", "audit": "Audit log",
            "looked": "looked at it", "warned": "warned", "grant": "Grant: the suspension ends", "contest": "Contest this decision", "read": "I have read this",
           "actions": "Actions for this conversation", "caution": "This message speaks of paying outside Halle.",
           "spam": "Spam or advertising", "offending": "Pay me on PayPal and we both save the fee"},
    "fr": {"report": "Signaler", "send": "Envoyer le signalement",
           "payment": "Paiement hors de Halle", "also block": "Bloquer aussi", "reported": "Vous avez signalé ce message",
           "reports": "Signalements", "warn": "Avertir", "suspend": "Suspendre", "apply": "Appliquer et suivant",
           "none": "Rien à trancher", "audit": "Journal d’audit", "looked": "a consulté le dossier",
           "warned": "a averti la personne", "grant": "Accepter : la suspension prend fin", "contest": "Contester la décision", "read": "J’ai lu ceci", "actions": "Actions pour cette conversation",
           "caution": "Ce message parle de paiement hors de Halle.", "spam": "Spam ou publicité",
           "offending": "Paie-moi par PayPal, nous gagnerons les frais"},
}  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def language(request):
    """The language of all three."""
    return request.param


@pytest.fixture(params=SCRIPTS)
def cast(request, halle, join, language):
    """Ana, a client; Bo, a freelancer who wrote to her what he should not; Mod, who moderates."""
    options = {"language": language, "scripts": request.param}
    ana, bo = join("ana", "client", **options).joined(), join("bo", "freelancer", **options).joined()
    mod = join("mod", "client", **options).joined()
    with sqlite3.connect(halle.database, timeout=20) as database:
        database.execute("DELETE FROM moderation_case")  # of the journeys before
        database.execute("UPDATE person SET moderator = (username = ?)", [mod.username])
    for person in (ana, bo, mod):
        person.submit("/language", {"language": language})
    ana.post(bo, "Hello Bo")
    bo.post(ana, SAY[language]["offending"])
    return ana, bo, mod


def report(ana, bo, words, reason) -> None:
    """By the menu of the message."""
    page = ana.open(bo)
    message = ana.see(words["offending"])
    expect(message.locator("[data-caution]")).to_contain_text(words["caution"])
    ana.menu(message).get_by_role("link", name=words["report"], exact=True).click()
    page.get_by_role("radio", name=words[reason]).check()
    page.get_by_role("textbox").last.fill("He asked twice.")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("heading", name=words["reported"])).to_be_visible()


def read_why(person) -> None:
    """What the moderator said, from the bar on every page."""
    person.page.goto("/inbox")
    person.page.locator("#standing a").click()
    expect(person.page.get_by_role("main")).to_contain_text("Payments stay on Halle.")


def decide(mod, words, outcome) -> None:
    """The only open case, from the header of any page."""
    page = mod.page
    page.goto("/inbox")
    page.get_by_role("link", name=words["reports"], exact=True).click()
    page.locator(".modrow a").click()
    expect(page.locator("#reported")).to_contain_text(words["offending"])
    expect(page.get_by_role("article")).to_contain_text("He asked twice.")
    page.get_by_role("radio", name=words[outcome], exact=True).check()
    page.get_by_role("textbox").last.fill("Payments stay on Halle.")
    page.get_by_role("button", name=words["apply"]).click()
    expect(page.get_by_role("heading", name=words["none"])).to_be_visible()


def test_a_report_leads_to_a_warning_that_its_author_reads(cast, language):
    (ana, bo, mod), words = cast, SAY[language]
    report(ana, bo, words, "payment")
    decide(mod, words, "warn")
    mod.page.get_by_role("link", name=words["audit"]).click()
    log = mod.page.locator("main .flush")
    expect(log).to_contain_text(words["warned"])
    expect(log).to_contain_text(words["looked"])
    read_why(bo)
    bo.page.get_by_role("button", name=words["read"]).click()
    bo.page.goto("/inbox")
    expect(bo.page.locator("#standing a")).to_have_count(0)


def test_a_report_leads_to_a_suspension_and_its_end(cast, language):
    (ana, bo, mod), words = cast, SAY[language]
    report(ana, bo, words, "spam")
    ana.page.goto("/inbox?filter=spam")
    expect(ana.row(bo)).to_be_visible()
    decide(mod, words, "suspend")
    bo.page.goto(f"/inbox/{ana.username}")
    expect(bo.page.get_by_role("textbox", name=re.compile(ana.name))).to_have_count(0)
    read_why(bo)
    bo.page.get_by_role("textbox").last.fill("It was a joke.")
    bo.page.get_by_role("button", name=words["contest"]).click()
    expect(bo.page.locator("#appeal")).to_contain_text("It was a joke.")
    mod.page.goto("/moderation")
    mod.page.locator(".modrow a").click()
    expect(mod.page.get_by_role("article")).to_contain_text("It was a joke.")
    mod.page.get_by_role("radio", name=words["grant"]).check()
    mod.page.get_by_role("button", name=words["apply"]).click()
    expect(mod.page.get_by_role("heading", name=words["none"])).to_be_visible()
    bo.page.goto(f"/inbox/{ana.username}")
    expect(bo.page.get_by_role("textbox", name=re.compile(ana.name))).to_be_visible()


def test_who_is_reported_and_blocked_from_the_menu_of_the_conversation_writes_no_more(cast, language):
    (ana, bo, _), words = cast, SAY[language]
    page = ana.open(bo)
    page.get_by_text(words["actions"]).locator("..").click()
    page.locator("#actions").get_by_role("link", name=words["report"], exact=True).click()
    page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(words["offending"]))).click()
    page.get_by_role("radio", name=words["payment"]).check()
    page.get_by_role("checkbox", name=re.compile(words["also block"])).check()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("heading", name=words["reported"])).to_be_visible()
    bo.page.goto(f"/inbox/{ana.username}")
    expect(bo.page.get_by_role("textbox", name=re.compile(ana.name))).to_have_count(0)


@pytest.mark.parametrize("cast", [True], indirect=True, ids=["scripts"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(cast, language):
    (ana, bo, mod), words = cast, SAY[language]
    bo.post(ana, LONG_WORD, *TEXTS)
    report(ana, bo, words, "spam")
    (address,) = [f"/moderation/{id_}" for id_ in mod_cases(mod)]
    addresses = dict.fromkeys(("/moderation", address, "/moderation/audit", "/moderation?state=closed"))
    found = [each for screen in SCREENS for each in look(mod, addresses, screen)]
    mod.page.set_viewport_size({"width": 320, "height": 640})
    for each in addresses:
        mod.page.goto(each)
        found += [f"{each} {wide}" for wide in mod.page.evaluate(WIDTHS)]
    assert found == []


def mod_cases(mod) -> list[str]:
    """The numbers of the cases that wait."""
    mod.page.goto("/moderation")
    return [link.get_attribute("href").rpartition("/")[2] for link in mod.page.locator(".modrow a").all()]
