"""Deleting many conversations: asked first, never undone."""

from tests.views.test_batches import boxes


def test_it_asks_and_then_deletes_what_was_chosen_as_far_as_it_was_seen(cast, ana, bo, dev):
    talks = [cast.said(ana, other, "A secret") for other in (bo, dev)]
    tab = cast.logged_in(ana)
    answer = tab.send("/batches", {"do": "delete", "chosen": boxes(tab.read("/batches/new"))})
    assert answer.status_code == 200 and answer.page.one("h1").text == "Delete 2 conversations?"
    assert all(cast.part(ana, each).cleared_seq == 0 for each in talks)
    cast.said(bo, ana, "Wait")
    assert tab.submit(answer.page, "/batches/deletion").goes_to == "/inbox"
    text = tab.read("/inbox").one("#conversations").text
    assert "secret" not in text and "Wait" in text and "Conversation deleted. Write again?" in text
    assert "A secret" in cast.logged_in(dev).read("/inbox/ana").text


def test_nothing_happens_when_one_is_somebody_elses(cast, ana, bo, dev, chloe):
    mine, theirs = cast.said(ana, bo, "Hello"), cast.said(dev, chloe, "Hello")
    fields = {"chosen": f"{mine.conversation_id}-{mine.id},{theirs.conversation_id}-{theirs.id}"}
    assert cast.logged_in(ana).send("/batches/deletion", fields).status_code == 403
    assert cast.part(ana, mine).cleared_seq == cast.part(dev, theirs).cleared_seq == 0
