"""Translating all that comes in one conversation, from its menu."""

import pytest

from inbox.models.participation import Participation

OURS = "Olá, preciso de um logo para a minha empresa."


@pytest.fixture
def message(cast, ana, bo):
    return cast.said(ana, bo, OURS)


def is_on(cast, bo, message) -> bool:
    return cast.row(Participation, message.conversation_id, bo.id).translate_to == "en"


def test_the_menu_turns_it_on_and_off(cast, ana, bo, message):
    tab = cast.logged_in(bo)
    page = tab.read("/inbox/ana")
    assert page.button("Translate automatically")
    answer = tab.send("/inbox/ana/translation", {"do": "on", "open": "1"})
    assert (answer.status_code, answer.goes_to) == (303, "/inbox/ana")
    assert is_on(cast, bo, message)
    assert tab.read("/inbox/ana").button("Stop translating automatically")
    answer = tab.htmx("/inbox/ana/translation", {"do": "off", "open": "1", "filter": "all"})
    assert "Translate automatically" in answer.page.source and not is_on(cast, bo, message)


def test_what_stands_in_the_composer_is_kept(cast, bo, message):
    tab = cast.logged_in(bo)
    tab.send("/inbox/ana/translation", {"do": "on", "body": "Half a thought", "draft": "0", "key": "k"})
    assert "Half a thought" in tab.read("/inbox/ana").source


def test_what_no_form_of_ours_says(cast, bo, message):
    tab = cast.logged_in(bo)
    assert tab.send("/inbox/ana/translation", {"do": "maybe"}).status_code == 422
    assert tab.send("/inbox/chloe/translation", {"do": "on"}).status_code == 404
    cast.person("chloe")
    assert tab.send("/inbox/chloe/translation", {"do": "on"}).status_code == 404
