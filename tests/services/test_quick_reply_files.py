"""Files of quick replies: kept with them, lent to messages without copying a byte, and their owner's alone."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import Invalid, NotAllowed
from inbox.models.attachment import Attachment
from inbox.models.content import DELETING, Content
from inbox.models.quick_reply import QuickReply
from inbox.services import blocks, intakes, messages, quick_replies, quick_reply_files, uploads
from tests.cast import Cast
from tests.files import uploaded

PLAN = b"%PDF-1.4 plan"


@pytest.fixture
def reply(cast, bo):
    """A quick reply of Bo's with one file, which a worker has taken in."""
    return kept(cast, bo)


def kept(cast, bo, *names: str, title: str = "Prices", is_taken_in: bool = True) -> QuickReply:
    rows = [uploaded(cast, bo, None, name, PLAN) for name in names or ("prices.pdf",)]
    if is_taken_in:
        for row in rows:
            assert cast.do(intakes.take_in, row.id)
    return cast.do(quick_replies.create, bo, title, "From 350 EUR.", [row.token for row in rows])


def files(cast, reply) -> list[Attachment]:
    return cast.do(quick_reply_files.of, reply.id)


def unsent(cast, owner, other) -> list[Attachment]:
    its = Attachment.unsent_of(owner.id).where(Attachment.other_id == other.id)
    return cast.rows(its)


def test_they_stay_with_it_for_as_long_as_it_is_there(cast, bo, reply):
    clock.freeze(clock.now() + timedelta(days=400))
    cast.do(uploads.sweep)
    assert [row.name for row in files(cast, reply)] == ["prices.pdf"]
    assert cast.do(quick_replies.files_of, [reply]) == {reply.id: 1}


def test_a_message_gets_a_file_of_its_own_with_the_same_content(cast, ana, bo, reply):
    cast.said(ana, bo, "What does it cost?")
    assert cast.do(quick_reply_files.lend, bo, ana, reply.id).left_out == ()
    (lent,) = unsent(cast, bo, ana)
    (own,) = files(cast, reply)
    assert (lent.content_id, lent.name, lent.size) == (own.content_id, "prices.pdf", len(PLAN))
    assert lent.token != own.token and cast.count(Content) == 1
    sent = cast.do(messages.send, bo, ana, "", secrets.token_hex(8), files=[lent.token])
    assert sent.file_names == "prices.pdf"
    cast.do(quick_replies.destroy, bo, reply.id)
    assert cast.rows(select(Content.state)) == ["available"], "what was sent stays"


def test_twice_is_once(cast, ana, bo, reply):
    cast.said(ana, bo, "What does it cost?")
    for _ in range(2):
        cast.do(quick_reply_files.lend, bo, ana, reply.id)
    assert len(unsent(cast, bo, ana)) == 1


def test_the_bytes_go_with_the_last_one_that_needs_them(cast, bo, reply):
    cast.do(quick_replies.destroy, bo, reply.id)
    assert cast.count(Attachment) == 0 and cast.rows(select(Content.state)) == [DELETING]


def test_one_of_them_can_be_taken_off_and_others_come(cast, bo):
    reply = kept(cast, bo, "one.pdf", "two.pdf")
    one, two = files(cast, reply)
    three = uploaded(cast, bo, None, "three.pdf", PLAN)
    cast.do(quick_replies.update, bo, reply.id, "Prices", "From 400 EUR.", [three.token], [one.token])
    assert [row.name for row in files(cast, reply)] == ["two.pdf", "three.pdf"]
    assert two.id in [row.id for row in files(cast, reply)]


def test_what_cannot_be_read_now_is_left_out_and_named(cast, ana, bo):
    cast.said(ana, bo, "What does it cost?")
    reply = kept(cast, bo, is_taken_in=False)
    assert cast.do(quick_reply_files.lend, bo, ana, reply.id).left_out == ("prices.pdf",)
    assert unsent(cast, bo, ana) == []


def test_they_are_their_owners_alone(cast, ana, bo, dev, reply):
    (own,) = files(cast, reply)
    cast.said(ana, dev, "What does it cost?")
    with pytest.raises(NotAllowed):
        cast.do(quick_reply_files.lend, dev, ana, reply.id)
    with pytest.raises(Invalid):
        cast.do(quick_replies.create, dev, "Mine", "x", [own.token])
    cast.said(ana, bo, "What does it cost?")
    with pytest.raises(Invalid):  # nor can they be sent themselves
        cast.do(messages.send, bo, ana, "", secrets.token_hex(8), files=[own.token])


def test_none_are_lent_where_nothing_may_be_written(cast, ana, bo, reply):
    cast.said(ana, bo, "What does it cost?")
    cast.do(blocks.block, ana, bo)
    with pytest.raises(NotAllowed):
        cast.do(quick_reply_files.lend, bo, ana, reply.id)


def test_no_more_than_one_message_takes(make_app):
    few = Cast(make_app(HALLE_FILES_MESSAGE_MAX="1"))
    bo = few.person("bo")
    reply = kept(few, bo)
    another = uploaded(few, bo, None, "another.pdf", PLAN)
    with pytest.raises(Invalid):
        few.do(quick_replies.update, bo, reply.id, "Prices", "x", [another.token])
    assert len(files(few, reply)) == 1
