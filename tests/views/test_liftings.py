"""Lifting a suspension from its case."""

from inbox.services import cases
from tests.moderating import reported


def test_a_suspension_is_lifted_from_its_case(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    mod, case = cast.person("mod"), reported(cast, ana, bo)
    tab = cast.logged_in(mod)
    assert not [form for form in tab.read("/moderation/1").all("form") if "lifting" in form["action"]]
    assert tab.send("/moderation/1/lifting").status_code == 409
    cast.do(cases.decide, mod, case.id, "suspended")
    assert tab.form("/moderation/1", "/moderation/1/lifting").goes_to == "/moderation/1"
    assert not cast.again(bo).is_suspended
    assert "lifted" in tab.read("/moderation/1").text
