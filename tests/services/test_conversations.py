"""Conversations: one a pair, what was read, and counts that equal a recount whatever happened."""

from concurrent.futures import ThreadPoolExecutor

from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.services import conversations, messages


def unread(cast, person, message) -> tuple[int, int]:
    """Of that conversation, and conversations with something unread."""
    return cast.part(person, message).unread, cast.again(person).unread


def test_two_people_have_one_conversation_whoever_begins(cast, ana, dev):
    assert cast.said(dev, cast.person("bo"), "Hello").conversation_id == 1
    assert {cast.said(ana, dev, "Hello").conversation_id, cast.said(dev, ana, "Hello").conversation_id} == {2}
    conversation = cast.row(Conversation, 2)
    assert conversation.people == tuple(sorted((ana.id, dev.id)))


def test_twenty_parallel_first_messages_open_one_conversation(cast, ana, bo):
    with ThreadPoolExecutor(20) as pool:
        sent = list(pool.map(lambda number: cast.said(ana, bo, f"Hello {number}"), range(20)))
    assert cast.count(Conversation) == 1
    assert sorted(message.seq for message in sent) == list(range(1, 21))
    assert unread(cast, bo, sent[0]) == (20, 1)


def test_what_the_other_side_writes_is_unread_and_what_i_write_is_not(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.said(ana, bo, "Are you there?")
    assert unread(cast, bo, message) == (2, 1)
    assert unread(cast, ana, message) == (0, 0)


def test_a_person_counts_conversations_not_messages(cast, ana, bo, chloe):
    cast.said(ana, bo, "Hello"), cast.said(ana, bo, "Hello?"), cast.said(chloe, bo, "Hello")
    assert cast.again(bo).unread == 2


def test_reading_everything_leaves_nothing_unread(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    assert cast.read(bo, message) is True
    assert unread(cast, bo, message) == (0, 0)
    assert cast.part(bo, message).read_seq == 1
    assert cast.part(bo, message).read_at is not None


def test_reading_a_part_leaves_the_rest_unread(cast, ana, bo):
    first, _, last = [cast.said(ana, bo, text) for text in ("One", "Two", "Three")]
    cast.read(bo, first)
    assert unread(cast, bo, last) == (2, 1)
    cast.read(bo, last)
    assert unread(cast, bo, last) == (0, 0)


def test_reading_twice_is_reading_once(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.read(bo, message)
    read_at = cast.part(bo, message).read_at
    assert cast.read(bo, message) is False
    assert cast.part(bo, message).read_at == read_at


def test_reading_never_goes_back(cast, ana, bo):
    first, last = cast.said(ana, bo, "One"), cast.said(ana, bo, "Two")
    cast.read(bo, last)
    assert cast.read(bo, first) is False
    assert cast.part(bo, last).read_seq == last.seq


def test_nobody_reads_what_is_not_yet_written(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.do(conversations.read, bo, message.conversation_id, 10**9)
    later = cast.said(ana, bo, "Later")
    assert unread(cast, bo, later) == (1, 1)


def test_my_own_messages_do_not_hide_what_i_have_not_read(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    answer = cast.said(bo, ana, "Hold on")
    assert unread(cast, bo, answer) == (1, 1)


def test_a_message_taken_back_before_it_was_read_is_not_unread(cast, ana, bo):
    message = cast.said(ana, bo, "Oops")
    cast.do(messages.delete, ana, message.id)
    assert unread(cast, bo, message) == (0, 0)


def test_a_message_taken_back_after_it_was_read_takes_nothing_off(cast, ana, bo):
    message = cast.said(ana, bo, "Oops")
    cast.read(bo, message)
    later = cast.said(ana, bo, "Later")
    cast.do(messages.delete, ana, message.id)
    assert unread(cast, bo, later) == (1, 1)


def test_an_edit_does_not_make_a_message_unread_again(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.read(bo, message)
    cast.do(messages.edit, ana, message.id, "Hello, Bo", 0)
    assert unread(cast, bo, message) == (0, 0)


def test_parallel_reads_and_sends_count_right(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(cast.said, ana, bo, f"Number {number}") for number in range(20)]
        done += [pool.submit(cast.read, bo, message) for _ in range(20)]
    [one.result() for one in done]
    assert unread(cast, bo, message) == (20, 1)
    cast.do(conversations.read, bo, message.conversation_id, 21)
    assert unread(cast, bo, message) == (0, 0)


def test_reading_is_a_change_only_when_something_was_unread(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    assert cast.read(ana, message) is False
    assert cast.part(ana, message).read_at is None


def test_the_sequence_grows_by_one_with_each_change_and_not_with_reading(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.do(messages.edit, ana, message.id, "Hello, Bo", 0)
    cast.read(bo, message)
    cast.do(messages.delete, ana, message.id)
    assert cast.row(Conversation, message.conversation_id).seq == 3
    assert cast.row(Message, message.id).seq == 1
    assert cast.row(Person, bo.id).unread == 0
