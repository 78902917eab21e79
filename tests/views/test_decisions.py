"""Deciding a case by its form."""

import pytest

from inbox.models.case import Case
from inbox.services import cases
from tests.moderating import first_reported, reported


@pytest.fixture
def mod(cast):
    """A moderator's browser."""
    return cast.logged_in(cast.person("mod"))


@pytest.fixture
def case(cast, ana, bo):
    """Ana reported Bo."""
    return first_reported(cast, ana, bo)


URL = "/moderation/1/decision"


@pytest.mark.parametrize("outcome", ["dismissed", "warned", "suspended"])
def test_it_is_applied_and_the_next_one_opens(cast, mod, ana, bo, case, outcome):
    following = reported(cast, ana, bo, "And again")
    answer = mod.form("/moderation/1", URL, outcome=outcome, body="Payments stay on Halle.")
    assert (answer.status_code, answer.goes_to) == (303, f"/moderation/{following.id}")
    assert (cast.again(case).state, cast.again(case).outcome) == ("closed", outcome)


def test_after_the_last_one_comes_the_queue(mod, case):
    assert mod.form("/moderation/1", URL, outcome="dismissed").goes_to == "/moderation"


def test_without_a_choice_what_was_typed_comes_back(cast, mod, case):
    refused = mod.send(URL, {"body": "Payments stay on Halle."})
    assert refused.status_code == 422
    assert refused.page.one("textarea").raw.removeprefix("\n") == "Payments stay on Halle."
    assert cast.again(case).is_open


def test_a_word_that_is_too_long_comes_back_by_its_field(mod, case):
    refused = mod.send(URL, {"outcome": "warned", "body": "x" * 2001})
    assert refused.status_code == 422
    assert "2001" in refused.page.one("#body-error").text
    assert len(refused.page.one("textarea").raw.removeprefix("\n")) == 2001


def test_who_comes_second_is_told_who_was_faster(cast, mod, case):
    second = cast.person("second", roles=("moderator",), display_name="Sam Second")
    page = mod.read("/moderation/1")
    cast.do(cases.decide, second, case.id, "dismissed")
    late = mod.submit(page, URL, outcome="suspended")
    assert late.status_code == 409
    assert "Sam Second decided this case meanwhile." in late.page.alert
    assert cast.again(case).outcome == "dismissed"


@pytest.mark.parametrize("who", ["ana", "bo", "dev"])
def test_nobody_else_decides(cast, case, who):
    tab = cast.logged_in(cast.person(who))
    for url in (URL, "/moderation/1/lifting"):
        assert tab.send(url, {"outcome": "dismissed"}).status_code == 404
    assert cast.again(case).is_open


def test_what_was_typed_survives_a_login_that_ended(cast, mod, case):
    mod.delete_cookie("halle")
    token = mod.token
    kept = mod.post(URL, data={"outcome": "warned", "body": "Payments stay on Halle.", "csrf_token": token})
    fields = {"username": "mod", "password": "halle-demo"}
    page = mod.submit(kept.page, "/login", **fields).page
    assert page.one("textarea").raw.removeprefix("\n") == "Payments stay on Halle."
    assert cast.row(Case, 1).is_open
