"""Moving a quick reply: tests/views/test_quick_replies.py moves them; here is what does not move."""

from tests.services.test_quick_replies import add, titles


def test_one_that_is_not_there_and_a_way_that_is_none(cast, bo):
    one = add(cast, bo, "One")
    add(cast, bo, "Two")
    tab = cast.logged_in(bo)
    assert tab.send("/settings/quick-replies/99/place", {"to": "up"}).status_code == 404
    assert tab.send(f"/settings/quick-replies/{one.id}/place", {"to": "x"}).status_code == 303
    assert titles(cast, bo) == ["One", "Two"]
