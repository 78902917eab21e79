"""The menu of quick replies in the composer, as htmx and its script get it."""

from tests.services.test_quick_replies import add


def test_the_menu_holds_the_texts_filled_in_for_that_person(cast, ana, bo):
    add(cast, bo, "Hello", 'Hello {first_name}, "quoted" {price}')
    cast.said(ana, bo, "A question")
    answer = cast.logged_in(bo).htmx("/inbox/ana/quick-replies", method="GET")
    choice = answer.page.one("button[name=quick]")
    assert (choice["data-title"], choice["data-text"]) == ("Hello", 'Hello Ana, "quoted" {price}')
    assert "Left as it is: {price}" in choice.text and "<html" not in answer.get_data(as_text=True)


def test_who_has_none_is_told_so(cast, ana, bo):
    assert "No quick reply yet" in cast.logged_in(bo).htmx("/inbox/ana/quick-replies", method="GET").page.text
