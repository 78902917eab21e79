"""Redis, the workers and the schedule."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _n

from inbox import wire
from inbox.config import settings
from inbox.doctor.finding import OK, Finding, note, or_fine, wrong
from jobs import state
from jobs.queues import LONG, SHORT

REDIS, JOBS = _l("Redis"), _l("Jobs")
WAITS_LONG = 300
"""Seconds that a job may wait before something is wrong."""


def redis() -> list[Finding]:
    """Whether it answers, and keeps what it is given."""
    if not settings().redis_url:
        return [note(REDIS, _l("Halle does not run: bin/run starts its Redis."))]
    answer = wire.wire().ask([("INFO",)])
    if answer is None:
        return [wrong(REDIS, _l("It does not answer: pages look for news by themselves, and jobs wait."))]
    return or_fine(
        _complaints(answer[0]), REDIS, _l("It answers (version %(version)s).", version=answer[0]["redis_version"])
    )


def _complaints(info: dict) -> list[Finding]:
    found = []
    if info.get("role") not in (None, "master"):
        found.append(wrong(REDIS, _l("It is a copy that takes no writes.")))
    if info.get("maxmemory_policy", "noeviction") != "noeviction":
        found.append(
            wrong(REDIS, _l("It may throw jobs away when it is full: set its maxmemory-policy to noeviction."))
        )
    if not info.get("aof_enabled"):
        found.append(
            note(REDIS, _l("It forgets all at a restart (no appendonly): jobs are found again in the database."))
        )
    return found


def jobs() -> list[Finding]:
    """Whether somebody works, and what is left undone."""
    found = state.look(settings().redis_url)
    if found is None:
        return []
    short = next(queue for queue in found.queues if queue.name == SHORT)
    told = [*_lacking(found, short), *_undone(found)]
    if not any(finding.level != OK for finding in told):
        told = [
            Finding(
                OK,
                JOBS,
                _n(
                    "%(num)s worker works, and the schedule ticks.",
                    "%(num)s workers work, and the schedule ticks.",
                    short.workers,
                ),
            )
        ]
    return told


def _lacking(found: state.State, short: state.QueueState) -> list[Finding]:
    told = []
    if not short.workers:
        told.append(wrong(JOBS, _l("No worker works: mail waits, and what is due comes late.")))
    if not found.ticks:
        told.append(wrong(JOBS, _l("The schedule has not looked for a minute: nothing regular is done.")))
    return told


def _undone(found: state.State) -> list[Finding]:
    told = []
    for queue in found.queues:
        if queue.name == LONG and queue.waiting and not queue.workers:
            told.append(wrong(JOBS, _l("Long jobs wait, and no worker takes them.")))
        elif queue.oldest > WAITS_LONG:
            minutes = queue.oldest // 60
            told.append(
                wrong(
                    JOBS,
                    _l(
                        "The first job of the queue %(queue)s has waited for %(minutes)s min.",
                        queue=queue.name,
                        minutes=minutes,
                    ),
                )
            )
    if found.failed:
        told.append(note(JOBS, _n("%(num)s job has failed.", "%(num)s jobs have failed.", found.failed)))
    return told
