"""The list of shortcuts: a page, a sheet, and what a person has who switched them off."""

import pytest

from inbox.services import people

KEYS = ["J", "K", "Enter", "E", "S", "U", "F", "R", "Ctrl", "Enter", "/", "Esc", "?"]


@pytest.mark.parametrize(
    ("locale", "heading", "next", "off"),
    [("en", "Keyboard shortcuts", "Next and previous conversation in the list", "Switch them off"),
     ("fr", "Raccourcis clavier", "Conversation suivante et précédente dans la liste", "Les désactiver")],
)  # fmt: skip
def test_the_page_lists_the_keys_in_the_viewers_language(cast, locale, heading, next, off):
    page = cast.logged_in(cast.person("eve", locale=locale)).read("/keyboard")
    assert page.one("h1").text == heading
    if locale == "en":
        assert [key.text for key in page.all(".keys kbd")] == KEYS
    assert page.all(".keys dd")[0].text == next
    assert page.link(off)["href"] == "/settings/#keyboard"


def test_a_script_gets_the_sheet_alone(cast, ana):
    answer = cast.logged_in(ana).htmx("/keyboard", method="GET")
    assert answer.status_code == 200
    sheet = answer.page.one("dialog#sheet")
    assert sheet["aria-labelledby"] == "sheet-title"
    assert answer.page.button("Close")
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_whoever_switched_them_off_reads_so_and_has_none(cast, ana):
    tab = cast.logged_in(ana)
    script = tab.read("/inbox").one("#app")["data-shortcuts"]
    assert script.endswith("/keys.js") and "import " not in tab.get(script).text
    cast.do(people.change_settings, ana, "en", "UTC", "line", "off", "0")
    assert "data-shortcuts" not in tab.read("/inbox").one("#app").attrs
    page = tab.read("/keyboard")
    assert "Single keys are switched off" in page.text
    assert page.link("Switch them on")["href"] == "/settings/#keyboard"
