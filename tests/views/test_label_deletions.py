"""Deleting a label: asked first, and nothing else is deleted."""

from inbox.models.label import Label
from inbox.services import labels


def test_it_is_asked_for_and_done_once(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    label = cast.do(labels.create, ana, "VIP", 6)
    cast.do(labels.apply, ana, [message.conversation_id], label.id)
    tab, place = cast.logged_in(ana), f"/labels/{label.id}/deletion"
    page = tab.read(place)
    assert page.button("Delete label") and "1 conversation" in page.text and cast.count(Label) == 1
    assert tab.submit(page, place).goes_to == "/labels"
    assert cast.count(Label) == 0 and cast.part(ana, message).labels == 0
    assert tab.read("/inbox").rows and tab.get("/inbox?label=1").status_code == 404
    assert tab.send(place).status_code == 404  # twice


def test_somebody_elses_stays(cast, ana, bo):
    label = cast.do(labels.create, bo, "Theirs", 1)
    assert cast.logged_in(ana).send(f"/labels/{label.id}/deletion").status_code == 404
    assert cast.count(Label) == 1
