"""That failed jobs were queued again is recorded once, and only when any were."""

from sqlalchemy import select

from inbox.models.record import Record
from inbox.services import retries


def test_it_is_recorded_who_had_jobs_queued_again(cast, ana):
    cast.do(retries.note, ana, 3)
    cast.do(retries.note, ana, 0)
    assert [(each.actor_id, each.what) for each in cast.rows(select(Record))] == [(ana.id, "retried")]
