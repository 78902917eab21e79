"""Taking back what was done to many."""

from inbox.models.participation import ARCHIVED, INBOX
from tests.views.test_batches import boxes


def test_one_press_takes_it_back_and_twice_is_once(cast, ana, bo, dev):
    talks = [cast.said(ana, other, "Hello") for other in (bo, dev)]
    tab = cast.logged_in(ana)
    answer = tab.send("/batches", {"do": "archive", "chosen": boxes(tab.read("/batches/new")), "filter": "all"})
    page = tab.read(answer.goes_to)
    assert [cast.part(ana, each).place for each in talks] == [ARCHIVED] * 2 and page.button("Undo this")
    for _ in range(2):
        assert tab.submit(page, "/batches/1/undoing").goes_to == "/inbox"
        assert [cast.part(ana, each).place for each in talks] == [INBOX] * 2
    assert tab.read(answer.goes_to).one("#done").text == "Undone"


def test_not_by_somebody_else(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    tab.send("/batches", {"do": "archive", "chosen": boxes(tab.read("/batches/new"))})
    assert cast.logged_in(bo).send("/batches/1/undoing").status_code == 409
    assert cast.part(ana, message).place == ARCHIVED
