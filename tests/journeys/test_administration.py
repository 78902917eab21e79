"""An administrator looks after Halle, and everybody reads how to stay safe: in both languages, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_looks import SCREENS, WIDTHS, look
from tests.plugins.ways import PAIRS
from tests.stack import backups

pytestmark = pytest.mark.heavy(12)

SAY = {
    "en": {"way": "Administration", "people": "People", "jobs": "Jobs", "storage": "Storage", "settings": "Settings in force",
           "name": "Name or email address", "find": "Find", "health": "Health", "none": "No job has failed.",
           "database": "Database", "safe": "Stay safe", "gone": "This is not here"},
    "fr": {"way": "Administration", "people": "Personnes", "jobs": "Tâches", "storage": "Stockage", "settings": "Réglages en vigueur",
           "name": "Nom ou adresse e-mail", "find": "Chercher", "health": "État", "none": "Aucune tâche n’a échoué.",
           "database": "Base de données", "safe": "Rester prudent", "gone": "Introuvable"},
}  # fmt: skip
WAYS = pytest.mark.parametrize("way", PAIRS)
PAGES = (
    "/admin",
    "/admin/people",
    "/admin/people?q=nobody-at-all",
    "/admin/jobs",
    "/admin/storage",
    "/admin/settings",
    "/safety",
)


def give(halle, person, verb: str = "grant") -> None:
    """On the command line."""
    done = backups.flask(halle, "users", verb, person.username, "administrator")
    assert done.returncode == 0, done.stderr


@WAYS
def test_an_administrator_finds_all_from_the_settings_until_the_role_is_taken(halle, join, way):
    language, scripts = way
    ana, say = join("ana", "client", language=language, scripts=scripts), SAY[language]
    ana.sign_up()
    page = ana.page
    page.goto("/settings/")
    expect(page.get_by_role("link", name=say["way"])).to_have_count(0)
    give(halle, ana)
    page.goto("/settings/")
    page.get_by_role("link", name=say["way"]).click()
    expect(page.get_by_role("heading", name=say["health"])).to_be_visible()
    nav = page.get_by_role("navigation", name=say["way"])
    nav.get_by_role("link", name=say["people"]).click()
    page.get_by_label(say["name"]).fill(ana.username)
    page.get_by_role("main").get_by_role("button", name=say["find"]).click()
    expect(page.locator("main .flush li")).to_have_count(1)
    expect(page.locator("main .flush li")).to_contain_text(f"{ana.username}@example.org")
    nav.get_by_role("link", name=say["jobs"]).click()
    expect(page.get_by_text(say["none"])).to_be_visible()
    nav.get_by_role("link", name=say["storage"]).click()
    expect(page.get_by_text(say["database"], exact=True)).to_be_visible()
    nav.get_by_role("link", name=say["settings"]).click()
    expect(page.get_by_text("HALLE_EDIT_MINUTES")).to_be_visible()
    give(halle, ana, "revoke")
    nav.get_by_role("link", name=say["storage"]).click()
    expect(page.get_by_role("heading", name=say["gone"])).to_be_visible()


@WAYS
def test_a_guest_reads_how_to_stay_safe(join, way):
    language, scripts = way
    guest = join("guest", language=language, scripts=scripts)
    guest.page.goto("/login")
    guest.page.get_by_role("link", name=SAY[language]["safe"]).click()
    expect(guest.page.get_by_role("heading", name=SAY[language]["safe"])).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(halle, join):
    ana = join("ana", "client")
    ana.sign_up()
    give(halle, ana)
    page = ana.page
    found = [each for screen in SCREENS for each in look(ana, dict.fromkeys(PAGES), screen)]
    page.set_viewport_size({"width": 320, "height": 640})
    for address in PAGES:
        page.goto(address)
        found += [f"{address} {wide}" for wide in page.evaluate(WIDTHS)]
    assert found == []
