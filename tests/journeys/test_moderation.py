"""From a report to what becomes of it: the client who reports, the moderator who decides, the freelancer who reads it;
with scripts and without, in both languages."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

SAY = {
    "en": {"more": "More actions for this message", "report": "Report", "send": "Send report", "payment": "Payment outside Halle",
           "also block": "Also block", "reported": "You reported this message", "reports": "Reports", "warn": "Warn",
           "suspend": "Suspend", "apply": "Apply and open next", "none": "Nothing to decide", "audit": "Audit log",
           "closed": "Closed", "looked": "looked at it", "warned": "warned", "lift": "Lift the suspension",
           "actions": "Actions for this conversation", "caution": "This message speaks of paying outside Halle.",
           "spam": "Spam or advertising", "offending": "Pay me on PayPal and we both save the fee"},
    "fr": {"more": "Autres actions pour ce message", "report": "Signaler", "send": "Envoyer le signalement",
           "payment": "Paiement hors de Halle", "also block": "Bloquer aussi", "reported": "Vous avez signalé ce message",
           "reports": "Signalements", "warn": "Avertir", "suspend": "Suspendre", "apply": "Appliquer et suivant",
           "none": "Rien à trancher", "audit": "Journal d’audit", "closed": "Clos", "looked": "a consulté le dossier",
           "warned": "a averti la personne", "lift": "Lever la suspension", "actions": "Actions pour cette conversation",
           "caution": "Ce message parle de paiement hors de Halle.", "spam": "Spam ou publicité",
           "offending": "Paie-moi par PayPal, nous gagnerons les frais"},
}  # fmt: skip


@pytest.fixture(params=["en", "fr"])
def language(request):
    """The language of all three."""
    return request.param


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
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
    message.get_by_text(words["more"]).locator("..").click()
    message.get_by_role("link", name=words["report"], exact=True).click()
    page.get_by_role("radio", name=words[reason]).check()
    page.get_by_role("textbox").last.fill("He asked twice.")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("heading", name=words["reported"])).to_be_visible()


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
    bo.page.goto("/inbox")
    expect(bo.page.locator("body")).to_contain_text("Payments stay on Halle.")


def test_a_report_leads_to_a_suspension_and_its_end(cast, language):
    (ana, bo, mod), words = cast, SAY[language]
    report(ana, bo, words, "spam")
    ana.page.goto("/inbox?filter=spam")
    expect(ana.row(bo)).to_be_visible()
    decide(mod, words, "suspend")
    bo.page.goto(f"/inbox/{ana.username}")
    expect(bo.page.get_by_role("textbox", name=re.compile(ana.name))).to_have_count(0)
    mod.page.get_by_role("link", name=words["closed"]).click()
    mod.page.locator(".modrow a").first.click()
    mod.page.get_by_role("button", name=words["lift"]).click()
    expect(mod.page.get_by_role("button", name=words["lift"])).to_have_count(0)
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
