"""From the event to its end in a worker: a file that arrived, one that is wanted back, bytes that nobody needs."""

from datetime import timedelta

import pytest
from rq import Queue

from inbox import clock
from inbox.models.attachment import Attachment
from inbox.models.content import AVAILABLE, Content
from inbox.services import intakes, messages, moves, uploads
from jobs import queues
from jobs.sweep_files import sweep_files
from jobs.worker import worker
from tests.files import content_of, sent, stored, stored_state

pytestmark = pytest.mark.usefixtures("signals", "connection")


def work(cast) -> None:
    """All that waits in the long queue is done, each in a process of its own."""
    worker(queues.LONG, cast.app).work(burst=True)


def test_a_file_that_arrived_is_taken_in(cast, ana, bo):
    message = sent(cast, ana, bo, content=b"arrived")
    work(cast)
    assert content_of(cast, message).state == AVAILABLE


def test_what_is_opened_in_the_cold_comes_back_and_what_nobody_needs_goes(cast, ana, bo):
    message = stored(cast, ana, bo, content=b"cold")
    content = content_of(cast, message)
    clock.freeze(clock.now().replace(year=clock.now().year + 2, month=12, day=31))
    assert cast.do(moves.archive_due) == 1
    assert not cast.do(moves.open_, content.id)
    work(cast)
    assert content_of(cast, message).state == AVAILABLE
    clock.release()
    cast.do(messages.delete, ana, message.id)
    work(cast)
    assert cast.count(Content) == 0 and stored_state(cast, content.digest) == "absent"


def test_when_the_nudge_was_lost_the_sweep_takes_it_in(cast, ana, bo, connection):
    message = sent(cast, ana, bo, content=b"arrived")
    Queue(queues.LONG, connection=connection, serializer=queues.SERIALIZER).empty()
    cast.do(sweep_files)
    assert content_of(cast, message) is None, "a worker may just have begun"
    clock.move(timedelta(minutes=3))
    cast.do(sweep_files)
    assert content_of(cast, message).state == AVAILABLE


def test_what_cannot_be_done_keeps_nothing_else_from_being_done(cast, ana, bo, monkeypatch):
    """On a full disk what makes room must not wait for what needs some."""

    def fails():
        raise OSError("no room")

    cast.do(uploads.begin, ana, bo, "given up", 5)
    clock.move(timedelta(hours=25))
    for verb in (intakes, moves):
        monkeypatch.setattr(verb, "go_on", fails)
    with pytest.raises(OSError, match="no room"):
        cast.do(sweep_files)
    assert cast.count(Attachment) == 0
