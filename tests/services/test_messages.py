"""Sending: what is stored, what is refused, and what lands once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from inbox import wire
from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.services import messages


def refusal(cast, kind, verb, *args):
    """The refusal, whose sentence can be read once the verb is over."""
    with pytest.raises(kind) as caught:
        cast.do(verb, *args)
    return caught.value


def test_a_message_is_stored_as_it_was_written_with_the_next_number(cast, ana, bo):
    first = cast.said(ana, bo, "  Hello\tBo \u2028 – <b>é</b> 👩‍👩‍👧\n\nbye ")
    second = cast.said(bo, ana, "Hello Ana")
    stored = cast.again(first)
    assert stored.body == "  Hello\tBo \u2028 – <b>é</b> 👩‍👩‍👧\n\nbye "
    assert [(m.seq, m.changed_seq, m.revision, m.kind) for m in (first, second)] == [
        (1, 1, 0, "message"),
        (2, 2, 0, "message"),
    ]
    assert first.conversation_id == second.conversation_id


def test_the_other_one_hears_of_it_first(cast, monkeypatch, ana, bo):
    heard = []
    monkeypatch.setattr(wire, "wake", lambda people, **note: heard.append(tuple(people)))
    cast.said(ana, bo, "Hello")
    cast.said(bo, ana, "Hello, Ana")
    assert [people for people in heard if len(people) == 2] == [(bo.id, ana.id), (ana.id, bo.id)]


def test_line_breaks_of_every_system_become_one(cast, ana, bo):
    assert cast.said(ana, bo, "a\r\nb\rc\nd").body == "a\nb\nc\nd"


@pytest.mark.parametrize(
    "body", ["", " \r\n\t ", "\u200b\u200d\ufeff", "\u3164", "\u2800\u2800", "\u00ad\u2060", "\u0301"]
)
def test_what_nobody_can_see_is_not_sent(cast, ana, bo, body):
    refused = refusal(cast, Invalid, messages.send, ana, bo, body, "k")
    assert refused.errors == {"body": "Write a message first."}
    assert cast.count(Message) == cast.count(Conversation) == 0


@pytest.mark.parametrize("body", ["a\0b", "\ud800", "x\udfff"])
def test_what_a_database_cannot_hold_is_not_sent(cast, ana, bo, body):
    refused = refusal(cast, Invalid, messages.send, ana, bo, body, "k")
    assert "a character that cannot be sent" in str(refused.errors["body"])
    assert cast.count(Message) == 0


def test_5000_characters_are_sent_and_5001_are_not(cast, ana, bo):
    assert len(cast.said(ana, bo, "é" * 5000).body) == 5000
    refused = refusal(cast, Invalid, messages.send, ana, bo, "é" * 5001, "k")
    assert str(refused.errors["body"]) == "The text has 5001 characters; 5000 are possible."
    assert cast.count(Message) == 1


def test_the_limit_counts_line_breaks_as_stored_not_as_sent(cast, ana, bo):
    assert len(cast.said(ana, bo, "a\r\n" * 2500).body) == 5000


def test_zalgo_of_5000_characters_is_stored_whole(cast, ana, bo):
    assert cast.said(ana, bo, "Z" + "\u0336" * 4999).body.count("\u0336") == 4999


@pytest.mark.parametrize("key", ["", "k" * 65, "k\0", "\ud800"])
def test_a_key_that_no_form_of_ours_has_is_refused(cast, ana, bo, key):
    assert set(refusal(cast, Invalid, messages.send, ana, bo, "Hello", key).errors) == {"key"}
    assert cast.count(Message) == cast.count(Conversation) == 0


def test_the_same_key_and_text_land_once(cast, ana, bo):
    first = cast.said(ana, bo, "Hello\r\nBo", "key-1")
    again = cast.said(ana, bo, "Hello\nBo", "key-1")
    assert again.id == first.id
    assert cast.count(Message) == 1
    assert cast.part(bo, first).unread == 1


def test_fifty_parallel_sends_with_one_key_are_one_message_and_fifty_equal_answers(cast, ana, bo):
    with ThreadPoolExecutor(50) as pool:
        sent = list(pool.map(lambda _: cast.said(ana, bo, "Hello", "key-1").id, range(50)))
    assert len(sent) == 50
    assert len(set(sent)) == cast.count(Message) == 1
    assert cast.part(bo, cast.row(Message, sent[0])).unread == 1


def test_the_same_key_with_another_text_is_a_conflict_and_stores_nothing(cast, ana, bo):
    first = cast.said(ana, bo, "Hello", "key-1")
    refusal(cast, Conflict, messages.send, ana, bo, "Good-bye", "key-1")
    assert cast.again(first).body == "Hello"
    assert cast.count(Message) == 1


def test_the_same_key_answering_another_message_is_a_conflict(cast, ana, bo):
    first = cast.said(ana, bo, "Hello", "key-1")
    refusal(cast, Conflict, messages.send, ana, bo, "Hello", "key-1", first.id)


def test_the_same_key_of_another_author_is_another_message(cast, ana, bo):
    ids = {cast.said(ana, bo, "Hello", "key-1").id, cast.said(bo, ana, "Good-bye", "key-1").id}
    assert len(ids) == 2


def test_the_same_key_to_another_person_is_another_message(cast, ana, bo, chloe):
    ids = {cast.said(ana, bo, "Hello", "key-1").id, cast.said(ana, chloe, "Hello", "key-1").id}
    assert len(ids) == 2


def test_a_retry_after_an_edit_or_a_deletion_finds_the_message_and_changes_nothing(cast, ana, bo):
    message = cast.said(ana, bo, "Hello", "key-1")
    cast.do(messages.edit, ana, message.id, "Hello, Bo", 0)
    assert cast.said(ana, bo, "Hello", "key-1").body == "Hello, Bo"
    cast.do(messages.delete, ana, message.id)
    assert cast.said(ana, bo, "Hello", "key-1").deleted_at is not None
    assert cast.count(Message) == 1


def test_a_freelancer_cannot_open_a_conversation_with_a_client_who_never_wrote(cast, ana, bo):
    refused = refusal(cast, NotAllowed, messages.send, bo, ana, "Hire me", "k")
    assert "You can write to Ana Ribeiro once Ana Ribeiro has written to you." in str(refused.sentence)
    assert cast.count(Conversation) == 0


def test_a_freelancer_who_was_written_to_can_answer(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    assert cast.said(bo, ana, "Hello, Ana").seq == 2


@pytest.mark.parametrize(
    ("author", "other"), [("ana", "bo"), ("ana", "dev"), ("bo", "chloe"), ("bo", "dev"), ("ana", "carl")]
)
def test_who_may_open_a_conversation_can(cast, author, other):
    assert cast.said(cast.person(author), cast.person(other), "Hello").seq == 1


@pytest.mark.parametrize("author", ["bo", "dev"])
def test_one_who_is_a_freelancer_at_all_waits_for_a_pure_client(cast, ana, author):
    refusal(cast, NotAllowed, messages.send, cast.person(author), ana, "Hire me", "k")


def test_nobody_writes_to_themselves(cast, dev):
    refusal(cast, NotAllowed, messages.send, dev, dev, "Hello me", "k")
    assert cast.count(Conversation) == 0


def test_a_reply_keeps_which_message_it_answers(cast, ana, bo):
    question = cast.said(ana, bo, "When?")
    assert cast.said(bo, ana, "Now", reply_to=question.id).reply_to_id == question.id


@pytest.mark.parametrize("elsewhere", ["conversation of others", "conversation of one's own", "nowhere"])
def test_a_message_of_another_conversation_cannot_be_answered(cast, ana, bo, chloe, elsewhere):
    author = ana if elsewhere == "conversation of one's own" else bo
    foreign = cast.said(author, chloe, "Between us")
    reply_to = foreign.id if elsewhere != "nowhere" else 999
    refused = refusal(cast, Invalid, messages.send, ana, bo, "Aha", "k", reply_to)
    assert set(refused.errors) == {"reply_to"}
    assert cast.count(Message) == 1
