"""Logging out everywhere else."""

import pytest

from tests.client import Browser


@pytest.fixture
def tabs(cast, ana, bo) -> list[Browser]:
    """Three of Ana's, each with a login of its own, and one of Bo's."""
    return [cast.logged_in(person) for person in (ana, ana, ana, bo)]


def test_all_others_end_and_this_one_goes_on(app, tabs):
    copied = app.test_client()
    copied.set_cookie("halle", tabs[1].get_cookie("halle").value)
    answer = tabs[0].form("/settings/account", "/settings/account/logins")
    page = tabs[0].read(answer.goes_to)
    assert page.one(".note[role=status]").text == "All your other logins have ended."
    assert len(page.all("#logins li")) == 1
    assert [tab.get("/inbox").status_code for tab in (*tabs, copied)] == [200, 303, 303, 200, 303]
