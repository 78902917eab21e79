"""A new account is used at once, and its email address confirmed by the link that is in the log without a mail server."""

import re

import pytest
from playwright.sync_api import expect

from tests.plugins.ways import LANGUAGES, SCRIPTS
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(6)

WORDS = {
    "en": ("Not confirmed yet", "Confirm", "Your email address is confirmed.", "Confirmed"),
    "fr": ("Pas encore confirmée", "Confirmer", "Votre adresse e-mail est confirmée.", "Confirmée"),
}


@pytest.mark.parametrize("scripts", SCRIPTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_is_confirmed_by_the_link_of_the_letter(halle, join, language, scripts):
    ana = join("ana", "client", language=language, scripts=scripts)
    ana.sign_up()
    not_yet, confirm, done, confirmed = WORDS[language]
    ana.page.goto("/settings/account")
    expect(ana.page.locator("#email-section")).to_contain_text(not_yet)
    line = until(
        lambda: next((each for each in halle.lines if f'"to": "{ana.username}@' in each), None), 30, "a letter"
    )
    ana.page.goto(re.search(r'"link": "[^"]*(/email/[^"]+)"', line)[1])
    ana.page.get_by_role("button", name=confirm, exact=True).click()
    expect(ana.page.locator(".note")).to_have_text(done)
    ana.page.goto("/settings/account")
    expect(ana.page.locator("#email-section")).to_contain_text(confirmed)
