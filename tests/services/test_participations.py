"""What a person does with their own side of conversations: each verb once, counted exactly, and nobody else's."""

from datetime import timedelta

import pytest

from inbox import clock
from inbox.errors import Invalid, NotAllowed
from inbox.events import ConversationRead, ConversationsOrganised, ConversationsRead
from inbox.extensions import db
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM, Participation
from inbox.services import participations as sides

HOUR = timedelta(hours=1)


@pytest.fixture
def said(cast, ana, bo):
    """What Bo wrote to Ana last, unread."""
    cast.said(ana, bo, "Hello")
    return cast.said(bo, ana, "Hello, Ana")


@pytest.fixture
def told(app):
    """The events that were told since."""
    heard = []
    mine = {kind: ((), (heard.append,)) for kind in (ConversationsOrganised, ConversationsRead)}
    app.extensions["reactions"] = app.extensions["reactions"] | mine
    return heard


def one(message, seen=None) -> dict:
    return {message.conversation_id: seen}


def test_a_star_is_set_once_counted_once_and_taken_off_once(cast, ana, said, told):
    for verb, count in ((sides.star, 1), (sides.unstar, 0)):
        assert len(cast.do(verb, ana, one(said))) == 1 and cast.do(verb, ana, one(said)) == []
        assert (cast.part(ana, said).starred, cast.again(ana).starred) == (bool(count), count)
    assert told == [ConversationsOrganised(said.conversation_id, (ana.id,))] * 2


def test_what_is_archived_is_out_of_the_inbox_and_of_the_number_until_a_message_comes(cast, ana, bo, said):
    assert cast.again(ana).unread == 1
    cast.do(sides.archive, ana, one(said))
    assert (cast.part(ana, said).place, cast.again(ana).unread, cast.part(bo, said).place) == (ARCHIVED, 0, INBOX)
    cast.said(ana, bo, "My own message does not bring it back")
    assert cast.part(ana, said).place == ARCHIVED
    cast.said(bo, ana, "Theirs does")
    assert (cast.part(ana, said).place, cast.again(ana).unread) == (INBOX, 1)


def test_one_can_take_it_back(cast, ana, said):
    cast.do(sides.archive, ana, one(said))
    cast.do(sides.unarchive, ana, one(said))
    assert (cast.part(ana, said).place, cast.again(ana).unread) == (INBOX, 1)


def test_spam_stays_where_it_is_and_nothing_tells_of_it(cast, ana, bo, said):
    cast.do(sides.mark_spam, ana, one(said))
    cast.said(bo, ana, "Buy this")
    assert cast.do(sides.archive, ana, one(said)) == []
    part = cast.part(ana, said)
    assert (part.place, part.unread, cast.again(ana).unread) == (SPAM, 2, 0)
    with cast.app.app_context():
        assert db.session.execute(Participation.told(ana.id)).all() == []
    cast.do(sides.unmark_spam, ana, one(said))
    assert (cast.part(ana, said).place, cast.again(ana).unread) == (INBOX, 1)


def test_an_action_that_puts_away_applies_to_what_was_seen(cast, ana, bo, said):
    """A message that came a moment before is as one that comes a moment later: it is in the inbox."""
    cast.said(bo, ana, "And another thing")
    for verb in (sides.archive, sides.mark_read):
        assert cast.do(verb, ana, one(said, said.id)) == []
    assert cast.do(sides.snooze, ana, one(said, said.id), clock.now() + HOUR) == []
    part = cast.part(ana, said)
    assert (part.place, part.unread, cast.again(ana).unread) == (INBOX, 2, 1)


def test_reading_many_tells_each_of_the_others_once(cast, ana, bo, dev, said, told):
    other = cast.said(ana, dev, "Hello")
    cast.said(dev, ana, "Hello")
    cast.do(sides.mark_read, ana, one(said) | one(other))
    pairs = ((said.conversation_id, bo.id), (other.conversation_id, dev.id))
    assert told == [ConversationsOrganised(None, (ana.id,)), ConversationsRead(ana.id, pairs)]
    part = cast.part(ana, said)
    assert (part.unread, part.read_seq, cast.again(ana).unread) == (0, said.seq, 0) and part.read_at


def test_marked_as_unread_it_counts_until_it_is_opened_and_stays_seen_for_the_other(cast, ana, bo, said):
    cast.read(ana, said)
    assert len(cast.do(sides.mark_unread, ana, one(said))) == 1
    part = cast.part(ana, said)
    assert (part.marked, part.unread, part.read_seq, cast.again(ana).unread) == (True, 0, said.seq, 1)
    cast.said(bo, ana, "More")
    assert cast.again(ana).unread == 1
    cast.logged_in(ana).read("/inbox/bo")
    assert (cast.part(ana, said).marked, cast.again(ana).unread) == (False, 0)


@pytest.mark.parametrize("seconds", [-HOUR, timedelta(0), timedelta(days=366)])
def test_nobody_snoozes_into_the_past_or_too_far(cast, ana, said, seconds):
    clock.freeze(clock.now())
    with pytest.raises(Invalid):
        cast.do(sides.snooze, ana, one(said), clock.now() + seconds)
    assert cast.part(ana, said).place == INBOX


def test_what_sleeps_wakes_at_its_time_as_unread_and_once(cast, ana, said):
    clock.freeze(clock.now())
    cast.read(ana, said)
    cast.do(sides.snooze, ana, one(said), clock.now() + HOUR)
    assert cast.do(sides.wake_due) == 0
    clock.move(HOUR)
    assert (cast.do(sides.wake_due), cast.do(sides.wake_due)) == (1, 0)
    part = cast.part(ana, said)
    assert (part.place, part.snoozed_until, part.marked, cast.again(ana).unread) == (INBOX, None, True, 1)


def test_it_wakes_with_a_message_too_or_when_its_person_says_so(cast, ana, bo, said):
    for wake in (lambda: cast.said(bo, ana, "Wake up"), lambda: cast.do(sides.unsnooze, ana, one(said))):
        cast.do(sides.snooze, ana, one(said), clock.now() + HOUR)
        assert (cast.part(ana, said).place, cast.again(ana).unread) == (SNOOZED, 0)
        wake()
        assert (cast.part(ana, said).place, cast.part(ana, said).snoozed_until) == (INBOX, None)


@pytest.mark.parametrize(
    "verb", [sides.star, sides.unstar, sides.mark_read, sides.mark_unread, sides.archive, sides.unarchive,
             sides.mark_spam, sides.unmark_spam, sides.unsnooze], ids=lambda verb: verb.__name__,
)  # fmt: skip
def test_of_many_nothing_happens_when_one_is_somebody_elses(cast, ana, bo, dev, chloe, said, told, verb):
    theirs = cast.said(dev, chloe, "Hello")
    before = [vars(cast.part(*each)) for each in ((ana, said), (dev, theirs), (chloe, theirs))]
    for wrong in (one(theirs), {99: None}):
        with pytest.raises(NotAllowed):
            cast.do(verb, ana, one(said) | wrong)
    after = [vars(cast.part(*each)) for each in ((ana, said), (dev, theirs), (chloe, theirs))]
    for left, right in zip(before, after, strict=True):
        left.pop("_sa_instance_state"), right.pop("_sa_instance_state")
        assert left == right
    assert told == []


def test_reading_the_usual_way_is_told_as_ever(app, cast, ana, said):
    assert ConversationRead in app.extensions["reactions"] and cast.read(ana, said)
