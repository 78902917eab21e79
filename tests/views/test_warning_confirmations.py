"""A warning is on every page until it is confirmed."""

import pytest

from inbox.services import standings


@pytest.mark.parametrize(
    ("locale", "told", "reason", "button"),
    [("en", "You have been warned. Read the warning", "Insult or threat", "I have read this"),
     ("fr", "Vous avez reçu un avertissement. Lire l’avertissement", "Insulte ou menace", "J’ai lu ceci")],
)  # fmt: skip
def test_it_is_read_and_confirmed(cast, locale, told, reason, button):
    eve, mod = cast.person("eve", locale=locale), cast.person("mod")
    tab = cast.logged_in(eve)
    cast.do(standings.warn, mod, eve, "insult", "Be <b>kind</b>.")
    cast.do(standings.warn, None, eve, "spam")
    assert tab.read("/inbox").one("#standing").text == told
    page = tab.read("/standing")
    assert reason in page.text and "Be <b>kind</b>." in page.text and len(page.all(".note.warn")) == 2
    assert page.button(button)
    assert tab.form("/standing", "/standing/confirmation").goes_to == "/inbox"
    assert tab.read("/inbox").one("#standing").text == ""
    assert not tab.read("/standing").has("form[action=/standing/confirmation]")


def test_open_tabs_follow(cast, ana):
    tab = cast.logged_in(ana)
    assert tab.read("/changes").one("#standing").text == ""
    cast.do(standings.warn, None, ana, "spam")
    assert "You have been warned." in tab.read("/changes").one("#standing").text
