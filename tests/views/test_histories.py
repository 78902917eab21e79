"""The history of a message: for its author."""

import pytest

from inbox.services import messages


@pytest.fixture
def message(cast, ana, bo):
    """Ana wrote to Bo, and changed it twice."""
    message = cast.said(ana, bo, "First text")
    cast.do(messages.edit, ana, message.id, "Second text", 0)
    return cast.do(messages.edit, ana, message.id, "Third text", 1)


def test_the_author_finds_every_version_newest_first(cast, ana, message):
    tab = cast.logged_in(ana)
    page = tab.read(tab.read("/inbox/bo").link("History")["href"])
    assert [node.text for node in page.all("main li .text")] == ["Third text", "Second text", "First text"]
    assert [node.text for node in page.all("main li .by b")] == ["Edited", "Edited", "Sent"]
    assert page.all("main li")[0].has(".st")
    assert page.link("Back to Bo Lindqvist")["href"] == f"/inbox/bo#message-{message.id}"


def test_the_other_side_sees_that_it_was_edited_and_not_what_it_was(cast, bo, message):
    tab = cast.logged_in(bo)
    page = tab.read("/inbox/ana")
    assert "Edited" in page.message(message.id).text
    assert not page.named("link", "History")
    answer = tab.get(f"/messages/{message.id}/history")
    assert answer.status_code == 403
    assert "First" not in answer.text and "Second" not in answer.text


def test_nobody_else_learns_that_there_is_one(cast, chloe, message):
    assert cast.logged_in(chloe).get(f"/messages/{message.id}/history").status_code == 404


def test_a_deletion_takes_the_history_with_it(cast, ana, message):
    cast.do(messages.delete, ana, message.id)
    answer = cast.logged_in(ana).get(f"/messages/{message.id}/history")
    assert answer.status_code == 404
    assert "First" not in answer.text and "Second" not in answer.text
