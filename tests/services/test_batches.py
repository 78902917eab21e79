"""Many conversations at once: what was changed, and taken back."""

import time
from datetime import timedelta

import pytest

from inbox import clock
from inbox.errors import Conflict, NotAllowed
from inbox.events import ConversationsOrganised
from inbox.extensions import db
from inbox.models.batch import Batch
from inbox.models.participation import ARCHIVED, INBOX, SNOOZED, SPAM
from inbox.services import batches, labels, participations
from tests.values import crowd

HOUR = timedelta(hours=1)


@pytest.fixture
def talks(cast, ana):
    """Three conversations of Ana's; one is archived, one sleeps."""
    clock.freeze(clock.now())
    found = [cast.said(ana, cast.person(f"f{number}", roles=("role_freelancer",)), "Hello") for number in range(3)]
    cast.do(participations.archive, ana, {found[1].conversation_id: None})
    cast.do(participations.snooze, ana, {found[2].conversation_id: None}, clock.now() + HOUR)
    return found


def chosen(talks) -> dict:
    return {message.conversation_id: None for message in talks}


def test_what_was_put_away_goes_back_to_where_each_was(cast, ana, talks):
    batch = cast.do(batches.perform, ana, "spam", chosen(talks))
    assert (batch.changed, [cast.part(ana, each).place for each in talks]) == (3, [SPAM] * 3)
    for _ in range(2):
        cast.do(batches.undo, ana, batch.id)
    assert [cast.part(ana, each).place for each in talks] == [INBOX, ARCHIVED, SNOOZED]
    assert cast.part(ana, talks[2]).snoozed_until == clock.now() + HOUR


def test_only_what_was_changed_is_taken_back_and_only_where_it_still_holds(cast, ana, talks):
    cast.do(participations.star, ana, {talks[0].conversation_id: None})
    batch = cast.do(batches.perform, ana, "star", chosen(talks))
    assert batch.changed == 2
    cast.do(batches.undo, ana, batch.id)
    assert [cast.part(ana, each).starred for each in talks] == [True, False, False] and cast.again(ana).starred == 1
    batch = cast.do(batches.perform, ana, "archive", chosen(talks))
    cast.do(participations.mark_spam, ana, {talks[0].conversation_id: None})
    cast.do(batches.undo, ana, batch.id)
    assert [cast.part(ana, each).place for each in talks] == [SPAM, ARCHIVED, SNOOZED]


def test_reading_and_marking_are_taken_back_without_touching_what_came_since(cast, ana, bo):
    message = cast.said(ana, bo, "Hello")
    batch = cast.do(batches.perform, bo, "read", {message.conversation_id: None})
    cast.do(batches.undo, bo, batch.id)
    assert (cast.part(bo, message).marked, cast.again(bo).unread) == (True, 1)
    cast.said(ana, bo, "More")
    batch = cast.do(batches.perform, ana, "unread", {message.conversation_id: None})
    cast.do(batches.undo, ana, batch.id)
    assert cast.again(ana).unread == 0 and cast.part(bo, message).unread == 1


def test_labels_too_unless_the_label_is_gone(cast, ana, talks):
    vip = cast.do(labels.create, ana, "VIP", 3)
    batch = cast.do(batches.perform, ana, "label", chosen(talks), vip.id)
    cast.do(batches.undo, ana, batch.id)
    assert cast.again(vip).size == 0
    batch = cast.do(batches.perform, ana, "label", chosen(talks), vip.id)
    cast.do(labels.delete, ana, vip.id)
    with pytest.raises(Conflict):
        cast.do(batches.undo, ana, batch.id)


def test_nobody_takes_back_what_somebody_else_did_or_what_is_too_old(cast, ana, bo, talks):
    batch = cast.do(batches.perform, ana, "star", chosen(talks))
    with pytest.raises(Conflict):
        cast.do(batches.undo, bo, batch.id)
    clock.move(timedelta(days=2))
    assert cast.do(batches.forget_old) == 1
    with pytest.raises(Conflict):
        cast.do(batches.undo, ana, batch.id)
    assert cast.again(ana).starred == 3


def test_nothing_is_done_when_one_is_not_theirs(cast, ana, bo, dev, talks):
    theirs = cast.said(dev, bo, "Hello")
    with pytest.raises(NotAllowed):
        cast.do(batches.perform, ana, "archive", chosen([*talks, theirs]))
    assert cast.count(Batch) == 0 and cast.part(ana, talks[0]).place == INBOX


def test_all_that_match_are_those_that_were_there(cast, ana, bo, dev):
    first = cast.said(ana, bo, "Hello")
    late = cast.said(ana, dev, "Hello")
    with cast.app.app_context():
        assert batches.matching(db.session.merge(ana), "all", first.id) == {first.conversation_id: first.id}
        assert set(batches.matching(db.session.merge(ana), "all", late.id)) == {
            first.conversation_id,
            late.conversation_id,
        }
        assert batches.matching(db.session.merge(ana), "label-1", late.id) == {}


@pytest.mark.thorough
def test_a_thousand_at_once_cost_less_than_a_second_and_one_push(app, cast, ana):

    heard, ids = [], crowd(app, ana, 1000)
    app.extensions["reactions"] = app.extensions["reactions"] | {ConversationsOrganised: ((), (heard.append,))}
    began = time.process_time()
    batch = cast.do(batches.perform, ana, "archive", dict.fromkeys(ids))
    assert time.process_time() - began < 1
    assert batch.changed == 1000 and heard == [ConversationsOrganised(None, (ana.id,))]
