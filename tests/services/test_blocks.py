"""A block stops both ways, tells the other nothing, and hides both from each other."""

from datetime import timedelta

import pytest

from inbox import clock, wire
from inbox.errors import NotAllowed
from inbox.models.block import Block
from inbox.models.conversation import Conversation
from inbox.models.participation import Participation
from inbox.services import blocks, drafts, messages, waiting
from inbox.services import releases as released


def both_ways(cast, ana, bo) -> list[str]:
    """What each gets who writes to the other; '' for a message that was sent."""
    said = []
    for one, two in ((ana, bo), (bo, ana)):
        try:
            cast.said(one, two, "Hello")
            said.append("")
        except NotAllowed as refusal:
            said.append(str(refusal))
    return said


def test_it_stops_messages_both_ways_until_it_is_taken_off(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    for _ in range(2):
        cast.do(blocks.block, ana, bo)
    refused = ["You blocked Bo Lindqvist. Unblock them to write again.", "You cannot write to Ana Ribeiro."]
    assert both_ways(cast, ana, bo) == refused and cast.count(Block) == 1
    cast.do(blocks.unblock, bo, ana)  # not Bo's to take off
    assert both_ways(cast, ana, bo) == refused
    for _ in range(2):
        cast.do(blocks.unblock, ana, bo)
    assert both_ways(cast, ana, bo) == ["", ""] and cast.count(Block) == 0


def test_two_blocks_are_two(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    cast.do(blocks.block, ana, bo), cast.do(blocks.block, bo, ana)
    cast.do(blocks.unblock, ana, bo)
    assert both_ways(cast, ana, bo)[0] == "You cannot write to Bo Lindqvist."
    mine, theirs = cast.part(ana, message), cast.part(bo, message)
    assert (mine.blocked, mine.barred, theirs.blocked, theirs.barred) == (False, True, True, False)


def test_it_holds_before_the_first_message_too(cast, ana, bo):
    cast.do(blocks.block, bo, ana)
    with pytest.raises(NotAllowed):
        cast.said(ana, bo, "Hello")
    assert cast.count(Conversation) == cast.count(Participation) == 0
    cast.do(blocks.unblock, bo, ana)
    cast.said(ana, bo, "Hello")


def test_nobody_blocks_themselves(cast, ana):
    with pytest.raises(NotAllowed):
        cast.do(blocks.block, ana, ana)


def test_what_waits_stays_with_the_reason_and_nothing_is_kept_for_them(cast, ana, bo):
    clock.freeze(clock.now())
    cast.said(ana, bo, "Hello")
    row = cast.do(waiting.schedule, ana, bo, "Later", "k", clock.now() + timedelta(hours=1))
    cast.do(blocks.block, bo, ana)
    clock.move(timedelta(hours=1))
    assert cast.do(released.release_due) == 0
    assert cast.again(row).refusal == "You cannot write to Bo Lindqvist."
    with pytest.raises(NotAllowed):
        cast.do(drafts.save, ana, bo, drafts.Writing("Half a thought"))
    with pytest.raises(NotAllowed):
        cast.do(waiting.schedule, ana, bo, "Later", "k2", clock.now() + timedelta(hours=1))


def test_neither_sees_whether_the_other_is_online(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    tabs = {"bo": cast.logged_in(ana), "ana": cast.logged_in(bo)}
    with cast.app.app_context():
        wire.seen(ana.id, 60), wire.seen(bo.id, 60)
    for other, tab in tabs.items():
        assert tab.read(f"/inbox/{other}").one("#presence").text.startswith("Online")
    cast.do(blocks.block, ana, bo)
    for other, tab in tabs.items():
        page = tab.read(f"/inbox/{other}")
        assert page.one("#presence").text.startswith("Offline") and ", offline" in page.one("#conversation-1").text


def test_what_was_unread_is_told_of_no_more(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    assert cast.again(bo).unread == 1
    cast.do(blocks.block, bo, ana)
    assert (cast.again(bo).unread, cast.part(bo, message).unread) == (0, 1)
    cast.do(blocks.unblock, bo, ana)
    assert cast.again(bo).unread == 1
    cast.do(messages.delete, ana, message.id)
    assert cast.again(bo).unread == 0
