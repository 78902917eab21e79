"""`flask files`: what becomes of files in the course of years, at once and at a time of one's choosing."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup, with_appcontext

from inbox import clock
from inbox.services import expiries, intakes, moves, uploads

command = AppGroup("files", help="The life of files.")


@command.command("sweep")
@click.option("--now", "at", metavar="ISO", help="As if it were that time: 2031-03-12, or 2031-03-12T09:00:00+01:00.")
@with_appcontext
def sweep(at: str | None) -> None:
    """Warn, archive, delete and go on with all files, as the daily jobs do."""
    if at is not None:
        clock.freeze(_moment(at))
    done = {
        "taken in": intakes.go_on(),
        "given up or left over": uploads.sweep(),
        "owners warned": expiries.warn_due(),
        "archived": moves.archive_due(),
        "deleted": expiries.delete_due(),
        "moves ended": moves.go_on(),
        "left-overs of the store": moves.tidy(),
    }
    click.echo(f"At {clock.now().isoformat(timespec='seconds')}:")
    for what, count in done.items():
        click.echo(f"{what}: {count}")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter("is no time such as 2031-03-12T09:00:00Z", param_hint="--now") from error
