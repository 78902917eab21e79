"""`flask setup`: what `bin/run` does before it starts the servers. Running it again changes nothing."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from inbox.cli import assets, seed
from inbox.config import ROOT, Settings, settings
from inbox.extensions import db
from inbox.models.person import Person
from inbox.services import power_cuts

MIGRATIONS = str(ROOT / "inbox" / "migrations")


@click.command("setup")
@click.option("--no-demo", is_flag=True, help="Do not fill an empty database with demo people.")
@with_appcontext
def command(no_demo: bool) -> None:
    """Migrate the database; ask again for what a power cut took of uploads; fill an empty database with the demo; fetch
    the scripts that this server must have."""
    import flask_migrate  # 10 MB that no server needs

    try:
        reach_database()
        flask_migrate.upgrade(MIGRATIONS)
        power_cuts.heed_start()
        fill(settings(), no_demo)
        if settings().assets == "local":
            assets.fetch(assets.folder())
    except (Unreachable, Exposed, seed.NotSeeded, assets.NotFetched) as error:
        raise click.ClickException(str(error)) from error


class Unreachable(Exception):
    """A database that cannot be used; the text is one line."""


def reach_database() -> None:
    """Opens the database once; raises Unreachable with the reason where that fails."""
    try:
        db.engine.connect().close()
    except DatabaseError as error:
        raise Unreachable(f"DATABASE_URL: {' '.join(str(error.orig).split())}") from error


class Exposed(Exception):
    """Demo people, whose password everybody knows, where others can reach them."""


def fill(settings: Settings, no_demo: bool) -> None:
    """Seed the demo into an empty database that only this machine reaches; raises Exposed when others reach one."""
    if not settings.loopback and seed.is_there():
        raise Exposed(f"HOST: {settings.host} would open the demo accounts to others; use another HALLE_DATA for it")
    if not no_demo and is_for_demo(settings) and is_empty():
        seed.seed()
        click.echo(f"The demo is there: log in as ana or bo, password {seed.PASSWORD}.")


def is_for_demo(settings: Settings) -> bool:
    """Whether this is the place for a first look: the default data folder, reached from this machine alone."""
    return settings.loopback and settings.data == (ROOT / "var").resolve()


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None
