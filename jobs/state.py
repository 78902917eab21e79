"""What the queues hold, who works on them, and what failed: for administrators. A failure is told by the kind of its
error and by where it happened, never by its words, which may hold what people wrote."""

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from redis import Redis, RedisError
from rq import Queue, Worker
from rq.exceptions import DeserializationError, InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry, ScheduledJobRegistry, StartedJobRegistry, clean_registries

from jobs.queues import LONG, RETRIES, SERIALIZER, SHORT, OurJob, hasty

QUEUES = (SHORT, LONG)
LOST_AFTER = 120
"""Seconds without a sign of life after which a worker counts as gone: a busy one gives one every half minute."""
TICK, TICK_SECONDS = "halle:schedule:tick", 60
"""The key that the schedule sets at each look, and for how long it stays."""
AT_ONCE = 1000
"""Failed jobs that one retry of all takes."""
ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
FRAME = re.compile(r'^  File "[^"\n]*/((?:inbox|jobs)/[\w/]+\.py)", line (\d+)', re.MULTILINE)
END_OF_WAY = re.compile(r"^(?! )", re.MULTILINE)
KIND = re.compile(r"([A-Za-z_][\w.]{0,80})(?::|$)")
BARE = re.compile(r"\b[A-Z]\w{0,60}(?:Error|Exception)\b")
WORD = re.compile(r"[\w.:-]{1,60}")


@dataclass(frozen=True)
class QueueState:
    """How much one queue has to do."""

    name: str
    waiting: int
    running: int
    again: int  # failed, and to be tried again after a pause
    failed: int
    oldest: int  # seconds that the first one has been waiting
    workers: int


@dataclass(frozen=True)
class WorkerState:
    """One worker that gave a sign of life."""

    name: str
    queues: tuple[str, ...]
    state: str
    since: datetime
    heard: datetime
    done: int
    failed: int


@dataclass(frozen=True)
class Failure:
    """A job that was given up."""

    id: str
    queue: str
    name: str
    arguments: str
    reason: str
    at: datetime | None


@dataclass(frozen=True)
class State:
    """All of it at one moment."""

    queues: tuple[QueueState, ...]
    workers: tuple[WorkerState, ...]
    ticks: bool  # whether the schedule looked within the last minute

    @property
    def waiting(self) -> int:
        return sum(queue.waiting for queue in self.queues)

    @property
    def failed(self) -> int:
        return sum(queue.failed for queue in self.queues)


class Away(Exception):
    """Redis does not answer, or there is none."""


@contextlib.contextmanager
def _redis(url: str) -> Iterator[Redis]:
    if not url:
        raise Away
    try:
        yield hasty(url)
    except RedisError as error:
        raise Away from error


def look(url: str) -> State | None:
    """The state of queues and workers; None while Redis is away."""
    try:
        with _redis(url) as connection:
            workers = _workers(connection)
            queues = tuple(_queue(connection, name, workers) for name in QUEUES)
            return State(queues, workers, bool(connection.exists(TICK)))
    except Away:
        return None


def tick(connection: Redis) -> None:
    """The schedule has looked."""
    connection.set(TICK, "1", ex=TICK_SECONDS)


def failures(url: str, first: int, most: int) -> list[Failure]:
    """The jobs that were given up, of all queues, the last one on top: so many from that place on.

    Raises Away.
    """
    found = []
    with _redis(url) as connection:
        for name in QUEUES:
            ids = _failed(connection, name).get_job_ids(0, first + most - 1, desc=True, cleanup=False)
            jobs = OurJob.fetch_many(ids, connection=connection, serializer=SERIALIZER)
            found += [_failure(name, job) for job in jobs if job is not None]
    found.sort(key=lambda failure: failure.at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return found[first : first + most]


def retry(url: str, job_id: str) -> bool:
    """Queues a job that was given up once more, with all its tries; False when it is not (or no longer) one. Raises
    Away."""
    with _redis(url) as connection:
        return bool(ID.fullmatch(job_id)) and any(_requeue(connection, name, job_id) for name in QUEUES)


def retry_all(url: str) -> int:
    """Queues all of them; returns how many. Raises Away."""
    with _redis(url) as connection:
        failed = [(name, _failed(connection, name).get_job_ids(0, AT_ONCE - 1, cleanup=False)) for name in QUEUES]
        return sum(_requeue(connection, name, job_id) for name, ids in failed for job_id in ids)


def clean(url: str) -> None:
    """Finds the jobs whose worker died over them, as workers do every quarter of a minute. Raises Away."""
    with _redis(url) as connection:
        for name in QUEUES:
            clean_registries(Queue(name, connection=connection, serializer=SERIALIZER, job_class=OurJob))


def _failed(connection: Redis, name: str) -> FailedJobRegistry:
    return FailedJobRegistry(name, connection=connection, serializer=SERIALIZER, job_class=OurJob)


def _requeue(connection: Redis, name: str, job_id: str) -> bool:
    try:
        job = OurJob.fetch(job_id, connection=connection, serializer=SERIALIZER)
        job.retries_left = RETRIES
        _failed(connection, name).requeue(job)
    except (NoSuchJobError, InvalidJobOperation):
        return False
    return True


def _queue(connection: Redis, name: str, workers: tuple[WorkerState, ...]) -> QueueState:
    queue = Queue(name, connection=connection, serializer=SERIALIZER, job_class=OurJob)
    kept = {"connection": connection, "serializer": SERIALIZER, "job_class": OurJob}
    return QueueState(
        name,
        waiting=queue.count,
        running=StartedJobRegistry(name, **kept).get_job_count(cleanup=False),
        again=ScheduledJobRegistry(name, **kept).get_job_count(cleanup=False),
        failed=FailedJobRegistry(name, **kept).get_job_count(cleanup=False),
        oldest=_age_of_first(queue),
        workers=sum(name in worker.queues for worker in workers),
    )


def _age_of_first(queue: Queue) -> int:
    ids = queue.get_job_ids(0, 1)
    job = queue.fetch_job(ids[0]) if ids else None
    queued = job and job.enqueued_at
    return max(0, int(_seconds_since(_aware(queued)))) if queued else 0


def _workers(connection: Redis) -> tuple[WorkerState, ...]:
    known = Worker.all(connection=connection, job_class=OurJob, serializer=SERIALIZER)
    heard = [worker for worker in known if worker.last_heartbeat and worker.birth_date]
    states = [
        WorkerState(
            worker.name, tuple(sorted(worker.queue_names())), worker._state, _aware(worker.birth_date),
            _aware(worker.last_heartbeat), worker.successful_job_count, worker.failed_job_count,
        )
        for worker in heard
    ]  # fmt: skip
    return tuple(state for state in states if _seconds_since(state.heard) < LOST_AFTER)


def _seconds_since(moment: datetime) -> float:
    """By the clock of the world, which RQ goes by, and not by ours, which a drill may move."""
    return time.time() - moment.timestamp()


def _failure(name: str, job: Job) -> Failure:
    result = job.latest_result()
    reason = reason_of(result.exc_string or "") if result else ""
    try:
        called, arguments = _word(str(job.func_name).rpartition(".")[2]), _arguments(job)
    except DeserializationError:  # whoever put it there, it is not ours
        called, arguments = "…", "…"
    return Failure(job.id, name, called, arguments, reason, _aware(job.ended_at))


def reason_of(trace: str) -> str:
    """The kind of the error and the last place of ours on the way to it."""
    _, found, last = trace.rpartition("Traceback (most recent call last):\n")
    if not found:  # what RQ itself says of a job whose worker died
        bare = BARE.search(trace)
        return bare[0] if bare else "?"
    way, *said = END_OF_WAY.split(last, maxsplit=1)  # what comes after may be anybody's words
    kind, frames = KIND.match("".join(said)), FRAME.findall(way)
    name = kind[1].rpartition(".")[2] if kind else "?"
    return f"{name}, {frames[-1][0]}:{frames[-1][1]}" if frames else name


def _arguments(job: Job) -> str:
    """Ids, which is all that our jobs take; anything else is not shown."""
    return ", ".join(str(each) if isinstance(each, int) else _word(str(each)) for each in job.args)


def _word(text: str) -> str:
    return text if WORD.fullmatch(text) else "…"


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
