"""`flask setup`: what `bin/run` does before it starts the servers. Running it again changes nothing."""

import click
import flask_migrate
from flask.cli import with_appcontext
from sqlalchemy import select

from inbox.cli import assets
from inbox.config import ROOT, Settings, settings
from inbox.extensions import db
from inbox.models.person import Person


@click.command("setup")
@click.option("--no-demo", is_flag=True, help="Do not fill an empty database with demo people.")
@with_appcontext
def command(no_demo: bool) -> None:
    """Migrate the database; fill an empty one with the demo; fetch the scripts that this server must have."""
    flask_migrate.upgrade(str(ROOT / "inbox" / "migrations"))
    if not no_demo and is_for_demo(settings()) and is_empty():
        _seed()
    if settings().assets == "local":
        _fetch_assets()


def is_for_demo(settings: Settings) -> bool:
    """Demo people have a password that everybody knows: never where others can reach them, nor among real data."""
    return settings.loopback and settings.data == (ROOT / "var").resolve()


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None


def _seed() -> None:
    from inbox.cli.seed import seed  # needed once in a database's life

    seed()
    click.echo("The demo is there: log in as ana or bo, password halle-demo.")


def _fetch_assets() -> None:
    try:
        assets.fetch(assets.folder())
    except assets.NotFetched as error:
        raise click.ClickException(str(error)) from error
