"""Forgetting a password, hiding, and being away: in both languages, with scripts and without."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.cast import PASSWORD
from tests.plugins.ways import PAIRS, SCRIPTS
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)

NEW = "another horse battery"
SAY = {
    "en": {"forgot": "Forgot your password?", "link": "Send a link", "sent": "a link is on its way", "new": "New password",
           "changed": "Password changed.", "hide": "Hide when I am online", "reading": "Show when I have read a message",
           "sent mark": "Sent", "until": "Last day away", "note": "Message while you are away", "away": "Out of office until",
           "monday": "Monday from", "monday end": "Monday until", "works": "Works Mon 09:00–17:00"},
    "fr": {"forgot": "Mot de passe oublié ?", "link": "Envoyer un lien", "sent": "un lien est en route",
           "new": "Nouveau mot de passe", "changed": "Mot de passe changé.", "hide": "Masquer quand je suis en ligne",
           "reading": "Montrer quand j’ai lu un message", "sent mark": "Envoyé", "until": "Dernier jour d’absence",
           "note": "Message pendant votre absence", "away": "Absent du bureau jusqu’au", "monday": "Lundi de",
           "monday end": "Lundi à", "works": "Travaille lun. 09:00–17:00"},
}  # fmt: skip
WAYS = pytest.mark.parametrize("way", PAIRS)


def mailed_link(halle, person) -> str:
    """The link that the log holds for that person: there is no mail server here."""

    def found():
        return re.findall(
            rf'"to": "{re.escape(person.username)}@example.org".*?"link": "([^"]+/password/reset/[^"]+)"', halle.log()
        )

    return until(found, 20, "the link is in the log")[-1]


@WAYS
def test_who_forgot_the_password_gets_in_by_the_link(halle, join, way):
    language, scripts = way
    ana, say = join("ana", "client", language=language, scripts=scripts), SAY[language]
    ana.sign_up()
    ana.context.clear_cookies()
    page = ana.page
    page.goto("/login")
    page.get_by_role("link", name=say["forgot"]).click()
    page.get_by_label(ana.say("username")).fill(ana.username)
    page.get_by_role("button", name=say["link"]).click()
    expect(page.get_by_role("status").filter(has_text=say["sent"])).to_be_visible()
    link = mailed_link(halle, ana)
    assert link.startswith(f"{halle.url}/password/reset/")
    page.goto(link)
    page.get_by_label(say["new"]).fill(NEW)
    page.get_by_role("button", name=ana.say("save")).click()
    expect(page.get_by_role("status").filter(has_text=say["changed"])).to_be_visible()
    ana.context.clear_cookies()
    page.goto("/login")
    ana.log_in()  # with the old one
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label(ana.say("password")).fill(NEW)
    page.get_by_role("button", name=ana.say("log in")).click()
    expect(page).to_have_url(re.compile("/inbox$"))
    page.goto(link)
    expect(page.get_by_role("button", name=say["link"])).to_be_visible()  # it opens nothing any more
    assert PASSWORD not in halle.log() and NEW not in halle.log()


def switch(person, name: str) -> None:
    """Turns one of the privacy switches, in a tab of its own."""
    tab = person.context.new_page()
    tab.goto("/settings/privacy")
    tab.get_by_role("switch", name=name).click()
    tab.get_by_role("button", name=person.say("save")).click()
    expect(tab.get_by_role("status").filter(has_text=re.compile("Saved|Enregistré"))).to_be_visible()
    tab.close()


def test_who_hides_is_offline_on_open_pages_at_once_and_hears_as_before(talk):
    ana, bo = talk
    presence = ana.page.locator("#presence")
    expect(presence).to_contain_text("Online")
    switch(bo, SAY["en"]["hide"])
    expect(presence).to_contain_text("Offline")
    expect(ana.row(bo)).not_to_contain_text("online")
    ana.send(bo, "Are you there?")
    bo.see("Are you there?")
    bo.send(ana, "I am")
    ana.see("I am")
    expect(presence).to_contain_text("Offline")
    expect(ana.page.locator(".av.on")).to_have_count(0)
    switch(bo, SAY["en"]["hide"])
    expect(presence).to_contain_text("Online")


def test_seen_goes_and_comes_on_open_pages_as_both_allow_it(talk):
    ana, bo = talk
    ana.send(bo, "Read this")
    bo.see("Read this")
    bo.page.bring_to_front()
    receipt = ana.page.locator("#receipt")
    expect(receipt).to_contain_text("Seen")
    for person in (bo, ana):
        switch(person, SAY["en"]["reading"])
        expect(receipt).to_contain_text("Sent")
        switch(person, SAY["en"]["reading"])
        expect(receipt).to_contain_text("Seen")


@WAYS
def test_an_absence_is_read_at_the_top_of_the_conversation(join, way):
    language, scripts = way
    options, say = {"language": language, "scripts": scripts}, SAY[language]
    ana, bo = join("ana", "client", **options), join("bo", "freelancer", **options)
    ana.sign_up(), bo.sign_up()
    ana.open(bo)
    page = bo.page
    page.goto("/settings/availability")
    page.get_by_label(say["until"]).fill(f"{datetime.now(UTC).date() + timedelta(days=3)}")
    page.get_by_label(say["note"]).fill("Sailing")
    page.get_by_label(say["monday"], exact=True).fill("09:00")
    page.get_by_label(say["monday end"], exact=True).fill("17:00")
    page.get_by_role("button", name=bo.say("save")).click()
    expect(page).to_have_url(re.compile("saved=1"))
    if not scripts:
        ana.page.reload()
    expect(ana.page.locator("#away")).to_contain_text(say["away"])
    expect(ana.page.locator("#away")).to_contain_text("Sailing")
    expect(ana.page.locator("#presence")).to_contain_text(say["works"])
    page.get_by_label(say["until"]).fill("")
    page.get_by_role("switch").click()
    page.locator("#away_from").fill("")
    page.get_by_role("button", name=bo.say("save")).click()
    expect(page.locator("#away_until")).to_have_value("")
    if not scripts:
        ana.page.reload()
    expect(ana.page.locator("#away")).to_be_empty()
    ana.page.goto(f"/inbox/{bo.username}")
    expect(ana.page.locator("#composer textarea")).to_have_count(0)  # and no new client may write


WIDTHS = [
    pytest.param(390, id="phone", marks=pytest.mark.way(0)),
    pytest.param(1440, id="desktop", marks=pytest.mark.way(1)),
]


@pytest.mark.parametrize("scripts", SCRIPTS)
@pytest.mark.parametrize("width", WIDTHS)
def test_one_page_of_the_settings_leads_to_the_next(join, scripts, width):
    ana = join("ana", "client", scripts=scripts, viewport={"width": width, "height": 844}).joined()
    page, ways = ana.page, ana.page.locator("nav.side")
    page.goto("/settings/privacy")
    menu = ways.locator("summary")
    if width == 390:
        expect(ways.get_by_role("link", name="Account")).to_be_hidden()
        expect(menu).to_have_text("Privacy")
        menu.click()
    else:
        expect(menu).to_be_hidden()
    ways.get_by_role("link", name="Account").click()
    expect(page).to_have_url(re.compile("/settings/account$"))
    expect(page.get_by_role("heading", name="Change password")).to_be_visible()


def test_a_new_account_is_in_the_time_zone_of_its_browser(join):
    tokyo = join("ana", "client", timezone_id="Asia/Tokyo")
    tokyo.sign_up()
    tokyo.page.goto("/settings/")
    expect(tokyo.page.locator("#time_zone")).to_have_value("Asia/Tokyo")
