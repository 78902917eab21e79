"""The queues, and `later`, which puts a job on one. The only package that knows RQ is this one.

A job is only a nudge: what must not be lost is a row in the database, and a sweep finds it when the nudge was lost.
"""

from functools import lru_cache

import structlog
from redis import Redis, RedisError
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.retry import Retry as Again
from rq import Queue, Retry
from rq.job import Job

from inbox.config import settings

log = structlog.get_logger()

SHORT, LONG = "short", "long"
SECONDS = {SHORT: 30, LONG: 600}
"""How long a job of that queue may take."""
RETRIES = 3
KEEP_FAILED = 7 * 24 * 3600
SERIALIZER = "json"
"""Not pickle: whoever can write to Redis must not be able to run code in the worker."""


class OurJob(Job):
    """A job of this package: the name of any other function is refused, whoever put it into the queue."""

    @property
    def func(self):
        if not str(self.func_name).startswith("jobs."):
            raise ValueError(f"{self.func_name} is not one of our jobs")
        return super().func


def later(name: str, *ids, queue: str = SHORT) -> bool:
    """Run the job `name` (such as "translate_message") with these ids as soon as a worker is free.

    Returns whether it was queued: while Redis is away it is not, and the sweep makes up for it.
    """
    url = settings().redis_url
    return bool(url) and enqueue(hasty(url), name, *ids, queue=queue)


def enqueue(connection: Redis, name: str, *ids, queue: str = SHORT) -> bool:
    """`later`, outside an application."""
    try:
        Queue(queue, connection=connection, serializer=SERIALIZER, job_class=OurJob).enqueue(
            f"jobs.{name}.{name}",
            args=ids,
            retry=Retry(max=RETRIES),
            job_timeout=SECONDS[queue],
            result_ttl=0,
            failure_ttl=KEEP_FAILED,
        )
    except RedisError as error:
        log.warning("job not queued", job=name, error=type(error).__name__)
        return False
    return True


@lru_cache
def hasty(url: str) -> Redis:
    """A connection for requests: nobody waits for a Redis that is away or frozen."""
    return Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Again(NoBackoff(), 0))


def patient(url: str) -> Redis:
    """A connection for workers and the schedule: they outlive a Redis that is away for a while."""
    again = Again(ExponentialWithJitterBackoff(cap=3, base=0.2), 30)
    return Redis.from_url(url, retry=again, health_check_interval=30, socket_connect_timeout=5)
