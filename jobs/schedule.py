"""What is done again and again: each job is put on its queue when it is due.

When a job was last queued is remembered in Redis, under a key that expires when it is due again. So a second schedule
doubles nothing, and a restart repeats nothing.
"""

import time
from dataclasses import dataclass

import structlog
from redis import Redis, RedisError

from jobs import state
from jobs.queues import LONG, SHORT, enqueue, patient

log = structlog.get_logger()

MINUTE, DAY = 60, 24 * 3600
LOOK_EVERY = 5.0
CLAIM = 60
"""Seconds after which a claim whose owner died before it queued the job is open again."""


@dataclass(frozen=True)
class Regular:
    """A job without arguments, and the seconds between its runs."""

    name: str
    seconds: int
    queue: str = SHORT


TABLE = (
    Regular("forget_logins", DAY),
    Regular("measure_responses", DAY),
    Regular("release_waiting", 30),
    Regular("forget_waiting", DAY),
    Regular("wake_snoozed", 30),
    Regular("forget_batches", DAY),
    Regular("forget_reports", DAY),
    Regular("sweep_letters", MINUTE),
    Regular("forget_letters", DAY),
    Regular("sweep_files", MINUTE, LONG),
    Regular("warn_owners", DAY),
    Regular("archive_files", DAY, LONG),
    Regular("delete_files", DAY, LONG),
    Regular("sweep_receptions", 30),
    Regular("sweep_translations", 15),
    Regular("hear_languages", 10),
)


def queue_due(connection: Redis, table: tuple[Regular, ...] = TABLE) -> list[str]:
    """Queue each job that is due, and nobody else has queued; returns their names."""
    return [regular.name for regular in table if _claim_and_queue(connection, regular)]


def _claim_and_queue(connection: Redis, regular: Regular) -> bool:
    key = f"halle:schedule:{regular.name}"
    if not connection.set(key, "1", nx=True, ex=min(CLAIM, regular.seconds)):
        return False
    queued = enqueue(connection, regular.name, queue=regular.queue)
    if queued:
        connection.expire(key, regular.seconds)
    return queued


def keep(url: str) -> None:
    """Look for what is due as long as the process lives."""
    connection = patient(url)
    while True:
        try:
            queue_due(connection)
            state.tick(connection)
        except RedisError:
            pass  # the next look finds it back, or the one after
        except Exception:  # whatever it was: a schedule that ended would be missed by nobody
            log.exception("schedule failed")
        time.sleep(LOOK_EVERY)
