"""The jobs that send mail, by a real worker to a real server."""

import pytest

from inbox.models.letter import Letter
from inbox.services import resets
from jobs import queues
from jobs.worker import worker
from tests.cast import Cast

pytestmark = [pytest.mark.thorough, pytest.mark.usefixtures("signals")]


def test_who_asks_for_a_link_gets_it_by_the_next_free_worker(post, connection):
    cast = Cast(post.app)
    cast.person("ana")
    cast.do(resets.ask, "ana", "::1")
    worker(queues.SHORT, post.app).work(burst=True)
    assert len(post.box.raw) == 1


def test_a_letter_whose_nudge_was_lost_is_found_by_the_sweep_and_sent_once(post, connection):
    cast = Cast(post.app)
    cast.person("ana")
    cast.do(resets.ask, "ana", "::1")
    connection.flushall()
    for _ in range(3):
        queues.enqueue(connection, "sweep_letters")
        worker(queues.SHORT, post.app).work(burst=True)
    assert len(post.box.raw) == 1


def test_old_letters_are_forgotten_by_their_job(post, connection):
    from datetime import timedelta  # noqa: PLC0415

    from inbox import clock  # noqa: PLC0415

    cast = Cast(post.app)
    cast.person("ana")
    cast.do(resets.ask, "ana", "::1")
    worker(queues.SHORT, post.app).work(burst=True)
    clock.move(timedelta(days=8))
    queues.enqueue(connection, "forget_letters")
    worker(queues.SHORT, post.app).work(burst=True)
    assert cast.count(Letter) == 0
