"""The language of the pages."""

import pytest

from tests.views.test_logins import AWAY


def test_a_guest_reads_the_language_of_the_browser(guest):
    assert guest.read("/login", Accept_Language="fr-CA,fr;q=0.9,en;q=0.5").one("html")["lang"] == "fr"
    assert guest.read("/login", Accept_Language="pt,de").one("html")["lang"] == "en"


def test_a_guest_chooses_a_language_and_keeps_it_here(guest):
    answer = guest.form("/login?next=/people", "/language")
    assert answer.goes_to == "/login?next=/people"
    assert guest.read("/login").one("html")["lang"] == "fr"
    guest.form("/login", "/language")
    assert guest.read("/login").one("html")["lang"] == "en"


def test_who_is_logged_in_keeps_it_everywhere(cast, ana):
    cast.logged_in(ana).form("/inbox", "/language")
    assert cast.again(ana).locale == "fr"
    assert cast.logged_in(ana).read("/inbox").one("html")["lang"] == "fr"


@pytest.mark.parametrize("language", ["", "tlh", "../fr", "FR", "en\0"])
def test_a_language_that_is_not_offered_is_refused(cast, ana, language):
    assert cast.logged_in(ana).send("/language", {"language": language}).status_code == 422
    assert cast.again(ana).locale == "en"


@pytest.mark.parametrize("url", AWAY)
def test_nobody_is_led_to_another_site(guest, url):
    assert guest.send("/language", {"language": "fr", "next": url}).goes_to == "/"


@pytest.mark.parametrize("accept", ["", "*", "x" * 5000, "fr;q=abc", "\xe9"])
def test_an_odd_wish_of_the_browser_gets_english_or_french(guest, accept):
    assert guest.get("/login", headers={"Accept-Language": accept}).page.one("html")["lang"] in ("en", "fr")
