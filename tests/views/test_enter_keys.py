"""The menu at Send: what the Enter key does."""

import pytest

from inbox.models.draft import Draft
from inbox.models.message import Message


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's."""
    return cast.logged_in(ana)


def test_the_menu_says_what_is_chosen(tab):
    menu = tab.read("/inbox/bo").one("#enter")
    assert menu.one("summary").text == "Enter key: starts a new line"
    pressed = {button["value"]: button["aria-pressed"] for button in menu.all("button")}
    assert pressed == {"send": "false", "line": "true"}


def test_a_choice_without_scripts_comes_back_with_the_text(cast, tab, ana, bo):
    page = tab.read("/inbox/bo")
    button = page.one("#enter").one("button[value=send]")
    form = {field["name"]: field["value"] for field in page.one("form#composer").all("input[type=hidden]")}
    answer = tab.send(
        page.one("form#composer")["action"], form | {"body": "Half a thou", button["name"]: button["value"]}
    )
    assert answer.status_code == 303
    page = tab.read(answer.goes_to)
    assert page.field("Message to Bo Lindqvist").raw.strip() == "Half a thou"
    assert page.one("#enter").one("summary").text == "Enter key: sends the message"
    assert cast.again(ana).enter_key == "send"
    assert cast.count(Message) == 0


def test_a_text_that_is_far_too_long_survives_the_choice(cast, tab, ana, bo):
    answer = tab.send("/inbox/bo/enter-key", {"body": "x" * 30_000, "enter_key": "send"})
    assert answer.status_code == 422
    assert answer.page.field("Message to Bo Lindqvist").raw.strip() == "x" * 30_000
    assert cast.again(ana).enter_key == "send"


def test_with_htmx_only_the_menu_is_drawn_anew(cast, tab, ana):
    answer = tab.htmx("/inbox/bo/enter-key", {"enter_key": "send"})
    menu = answer.page.one("#enter")
    assert (menu["hx-swap-oob"], menu["data-enter"]) == ("true", "send")
    assert cast.count(Draft) == 0


@pytest.mark.parametrize("choice", ["", "both", "send\x00"])
def test_a_choice_that_is_none_is_refused(cast, tab, ana, choice):
    assert tab.send("/inbox/bo/enter-key", {"enter_key": choice, "body": "Hello"}).status_code == 422
    assert cast.again(ana).enter_key == "line"


def test_in_french(tab):
    tab.send("/language", {"language": "fr"})
    menu = tab.read("/inbox/bo").one("#enter")
    assert menu.one("summary").text == "Touche Entrée : commence une nouvelle ligne"
    assert [b.text for b in menu.all("b")] == ["Envoie le message", "Commence une nouvelle ligne"]


def test_no_button_of_the_composer_has_an_address_of_its_own(tab):
    composer = tab.read("/inbox/bo").one("form#composer")
    assert not any("formaction" in button.attrs for button in composer.all("button"))
