"""`flask jobs`: what the queues hold, what failed and why, trying that again, and looking for what was stranded."""

import importlib

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from inbox.config import settings
from jobs import schedule, state

AWAY = "Redis does not answer, and the queues are in it: is Halle running?"
SHOWN = 20
"""Failed jobs that `status` names."""

command = AppGroup("jobs", help="Queues, workers and failed jobs.")


@command.command("status")
def status() -> None:
    """Show queues, workers, the schedule, and the last jobs that failed."""
    found = state.look(settings().redis_url)
    if found is None:
        raise click.ClickException(AWAY)
    for queue in found.queues:
        click.echo(
            f"queue {queue.name:<6} {queue.waiting} waiting (the first for {queue.oldest} s), {queue.running} running, "
            f"{queue.failed} failed, {queue.workers} workers"
        )
    for worker in found.workers:
        click.echo(
            f"worker {worker.name} for {','.join(worker.queues)}: {worker.state}, "
            f"{worker.done} done, {worker.failed} failed since {worker.since:%Y-%m-%d %H:%M} UTC"
        )
    click.echo(f"schedule: {'ticks' if found.ticks else 'did not look for a minute'}")
    for failure in failures():
        at = f"{failure.at:%Y-%m-%d %H:%M} UTC" if failure.at else ""
        click.echo(f"failed {failure.id} {failure.name}({failure.arguments}) {at}: {failure.reason}")


def failures() -> list[state.Failure]:
    """The last ones."""
    try:
        return state.failures(settings().redis_url, 0, SHOWN)
    except state.Away as error:
        raise click.ClickException(AWAY) from error


@command.command("retry")
@click.argument("job", required=False)
@click.option("--all", "every", is_flag=True, help="All that failed.")
def retry(job: str | None, every: bool) -> None:
    """Queue a failed JOB once more, or --all of them."""
    if bool(job) is every:
        raise click.UsageError("Name a job (bin/flask jobs status lists them), or say --all.")
    try:
        count = state.retry_all(settings().redis_url) if every else int(state.retry(settings().redis_url, job))
    except state.Away as error:
        raise click.ClickException(AWAY) from error
    if not count and not every:
        raise click.ClickException(f"No job called {job} has failed.")
    click.echo(f"{count} queued again.")


@command.command("sweep")
def sweep() -> None:
    """Do now what the schedule does again and again: send, wake and queue what was stranded. Works without a worker."""
    failed = 0
    for regular in schedule.TABLE:
        if regular.seconds >= schedule.DAY:
            continue
        try:
            getattr(importlib.import_module(f"jobs.{regular.name}"), regular.name)()
            click.echo(f"{regular.name}: done")
        except SQLAlchemyError as error:
            failed += 1
            click.echo(f"{regular.name}: {type(error).__name__}", err=True)
    try:
        state.clean(settings().redis_url)
    except state.Away:
        click.echo("Redis does not answer: jobs whose worker died are found when it is back.", err=True)
    if failed:
        raise click.ClickException("Not all of it could be done.")
