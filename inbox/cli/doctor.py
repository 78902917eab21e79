"""`flask doctor`: the settings in force, and what is wrong with them and with this Halle."""

import sys

import click
from flask.cli import with_appcontext

from inbox import doctor, masks
from inbox.config import settings
from inbox.doctor.finding import NOTE, WRONG

MARKS = {NOTE: "note ", WRONG: "WRONG"}


@click.command("doctor")
@with_appcontext
def command() -> None:
    """Print all settings in force, secrets masked, and what is wrong; the exit code is 1 when something is."""
    for each in masks.shown(settings()):
        click.echo(f"{each.name:<32} {each.value}{'' if each.given else '  (default)'}")
    click.echo()
    found = doctor.examine_all()
    for finding in found:
        click.echo(f"{MARKS.get(finding.level, 'ok   ')} {finding.subject}: {finding.sentence}")
    if any(finding.level == WRONG for finding in found):
        sys.exit(1)
