"""An appeal through the page: once, with a reason, and what was typed comes back."""

import pytest

from inbox.models.appeal import Appeal
from inbox.services import standings

PLACE = "/standing/appeal"


@pytest.fixture
def tab(cast, ana):
    """Ana's, who is suspended."""
    cast.do(standings.suspend, None, ana, "spam")
    return cast.logged_in(ana)


def test_it_is_handed_in_and_shown(cast, tab):
    assert tab.form("/standing", PLACE, body="It was not me").goes_to == "/standing"
    assert "It was not me" in tab.read("/standing").one("#appeal").text
    assert cast.count(Appeal) == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(" \u200b", "Say why the decision is wrong."), ("x" * 2001, "The text has 2001 characters; 2000 are possible."),
     ("a\0", "The text holds a character that cannot be stored")],
)  # fmt: skip
def test_one_that_cannot_be_taken_comes_back_with_the_reason(cast, tab, body, sentence):
    answer = tab.form("/standing", PLACE, body=body)
    assert (answer.status_code, cast.count(Appeal)) == (422, 0)
    assert sentence in answer.page.one("#body-error").text
    assert answer.page.one("textarea#body").raw.removeprefix("\n").replace("\ufffd", "\0") == body


def test_a_second_one_is_refused_in_a_sentence(cast, tab):
    old = tab.read("/standing")
    for status in (303, 409):
        answer = tab.submit(old, PLACE, body="It was not me")
        assert answer.status_code == status
    assert "You have contested this decision already." in answer.page.one(".note[role=alert]").text
    assert answer.page.field("Your text, which was not sent").raw.strip() == "It was not me"
    assert cast.count(Appeal) == 1


def test_who_is_not_suspended_has_nothing_to_contest(cast, bo):
    answer = cast.logged_in(bo).send(PLACE, {"body": "Why?"})
    assert answer.status_code == 403 and "there is nothing to contest" in answer.text


def test_htmx_gets_the_whole_page(tab):
    answer = tab.htmx(PLACE, {"body": ""})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#app")
