"""Deleting a conversation for oneself: gone from every route for one, untouched for the other."""

import pytest

from inbox.errors import Invalid, NotAllowed
from inbox.models.draft import Draft
from inbox.models.participation import INBOX, SPAM
from inbox.services import clearings, drafts, labels, messages, participations


@pytest.fixture
def talk(cast, ana, bo):
    """Two messages, the second from Bo."""
    return [cast.said(ana, bo, "The secret plan"), cast.said(bo, ana, "A secret answer")]


def everything(cast, who, url_name: str, message) -> str:
    """Whatever shows messages to that person, as text."""
    tab = cast.logged_in(who)
    urls = [f"/inbox/{url_name}", f"/inbox/{url_name}?before=99", f"/inbox/{url_name}?reply={message.id}", "/latest",
            f"/inbox/{url_name}/changes?since=0", f"/inbox/{url_name}/changes?since=1", "/inbox", "/inbox?filter=unread",
            "/inbox?filter=waiting", "/batches/new", "/changes", f"/messages/{message.id}", f"/messages/{message.id}/edit",
            f"/messages/{message.id}/history"]  # fmt: skip
    return " ".join(tab.get(url).text for url in urls)


def test_it_is_gone_from_every_route_for_one_and_stays_for_the_other(cast, ana, bo, talk):
    assert "secret" in everything(cast, ana, "bo", talk[0])
    cast.do(messages.edit, ana, talk[0].id, "The secret plan B", 0)
    cast.do(clearings.clear, ana, {talk[0].conversation_id: None})
    for message in talk:
        assert "secret" not in everything(cast, ana, "bo", message)
    assert "The secret plan B" in everything(cast, bo, "ana", talk[0])
    page = cast.logged_in(ana).read("/inbox")
    assert "Conversation deleted. Write again?" in page.one("#conversation-1").text


def test_the_row_forgets_all_but_the_person(cast, ana, bo, talk):
    chosen, vip = {talk[0].conversation_id: None}, cast.do(labels.create, ana, "VIP", 3)
    cast.do(participations.star, ana, chosen), cast.do(labels.apply, ana, chosen, vip.id)
    cast.do(clearings.clear, ana, chosen)
    part, person = cast.part(ana, talk[0]), cast.again(ana)
    assert (part.starred, part.labels, part.unread, part.last_excerpt, part.place) == (False, 0, 0, "", INBOX)
    assert (person.unread, person.starred, cast.again(vip).size) == (0, 0, 0)


def test_spam_that_is_deleted_is_still_spam(cast, ana, bo, talk):
    cast.do(participations.mark_spam, ana, {talk[0].conversation_id: None})
    cast.do(clearings.clear, ana, {talk[0].conversation_id: None})
    cast.said(bo, ana, "Buy this")
    assert (cast.part(ana, talk[0]).place, cast.again(ana).unread) == (SPAM, 0)


def test_a_new_message_begins_the_thread_anew(cast, ana, bo, talk):
    cast.do(clearings.clear, ana, {talk[0].conversation_id: None})
    fresh = cast.said(bo, ana, "Hello again", reply_to=talk[0].id)
    page = cast.logged_in(ana).read("/inbox/bo")
    assert [node["id"] for node in page.messages] == [f"message-{fresh.id}"]
    assert "secret" not in page.text and "This message was deleted" in page.messages[0].text
    assert cast.logged_in(bo).read("/inbox/ana").messages[2].one(".quote").text.endswith("The secret plan")
    assert cast.again(ana).unread == 0  # it was read just now


def test_deleting_twice_is_deleting_once_and_an_edit_of_the_other_brings_nothing_back(cast, ana, bo, talk):
    for _ in range(2):
        cast.do(clearings.clear, ana, {talk[0].conversation_id: None})
    cast.do(messages.edit, bo, talk[1].id, "Another secret", 0)
    assert cast.part(ana, talk[0]).last_excerpt == "" and cast.part(bo, talk[0]).last_excerpt == "Another secret"
    cast.do(messages.delete, bo, talk[1].id)
    assert cast.part(ana, talk[0]).last_excerpt == "" and cast.again(ana).unread == 0
    assert "secret" not in everything(cast, ana, "bo", talk[1])


def test_a_message_that_came_meanwhile_is_not_deleted(cast, ana, bo, talk):
    late = cast.said(bo, ana, "Wait")
    cast.do(clearings.clear, ana, {late.conversation_id: talk[1].id})
    page = cast.logged_in(ana).read("/inbox")
    assert "Wait" in page.one("#conversation-1").text and cast.again(ana).unread == 1
    assert [node.one(".text").text for node in cast.logged_in(ana).read("/inbox/bo").messages] == ["Wait"]


@pytest.mark.parametrize("seen", [99, -1])
def test_a_made_up_message_deletes_nothing(cast, ana, talk, seen):
    cast.do(clearings.clear, ana, {talk[0].conversation_id: seen})
    assert cast.part(ana, talk[0]).cleared_seq == 0


def test_what_is_gone_can_be_neither_answered_nor_changed(cast, ana, bo, talk):
    cast.do(drafts.save, ana, bo, drafts.Writing("Well", reply_to=talk[1].id))
    cast.do(clearings.clear, ana, {talk[0].conversation_id: None})
    draft = cast.row(Draft, ana.id, bo.id)
    assert (draft.body, draft.reply_to_id) == ("Well", None)
    with pytest.raises(Invalid):
        cast.said(ana, bo, "Answer", reply_to=talk[1].id)
    for verb in (
        lambda: cast.do(messages.edit, ana, talk[0].id, "x", 0),
        lambda: cast.do(messages.delete, ana, talk[0].id),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_an_open_page_follows_whatever_it_had_seen(cast, ana, bo, talk):
    """The catch-up of a page that was drawn before says: the whole thread, which is empty."""
    cast.do(messages.edit, bo, talk[1].id, "A secret, edited", 0)
    tab = cast.logged_in(ana)
    since = tab.read("/inbox/bo").one("#since")["value"]
    cast.do(clearings.clear, ana, {talk[0].conversation_id: talk[0].id})
    pieces = tab.read(f"/inbox/bo/changes?since={since}")
    thread = next(node for node in pieces.all("ol") if "#thread" in node.get("hx-swap-oob", ""))
    assert thread["hx-swap-oob"] == "merge-all:#thread"
    assert [node["id"] for node in thread.all(".msg")] == [f"message-{talk[1].id}"]


def test_somebody_elses_conversation_is_not_deleted(cast, ana, bo, dev, chloe, talk):
    theirs = cast.said(dev, chloe, "Hello")
    with pytest.raises(NotAllowed):
        cast.do(clearings.clear, ana, {talk[0].conversation_id: None, theirs.conversation_id: None})
    assert cast.part(ana, talk[0]).cleared_seq == cast.part(dev, theirs).cleared_seq == 0
