"""The management commands: one file each, registered here."""

from collections.abc import Callable
from functools import wraps

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from inbox.cli import assets, backup, doctor, files, flood, jobs, restore, seed, setup, translations, users

MODULES = (assets, backup, doctor, files, flood, jobs, restore, seed, setup, translations, users)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for module in MODULES:
        app.cli.add_command(_plain_spoken(module.command))


def _plain_spoken(command: click.Command) -> click.Command:
    """The same; what is wrong with the database is said in one line by each of its commands."""
    for each in getattr(command, "commands", {}).values():
        _plain_spoken(each)
    if command.callback and not hasattr(command.callback, "spoken"):
        command.callback = _saying(command.callback)
    return command


def _saying(act: Callable) -> Callable:
    @wraps(act)
    def said(*arguments, **options):
        try:
            return act(*arguments, **options)
        except DBAPIError as error:
            raise click.ClickException(_sentence(" ".join(str(error.orig).split()))) from error

    said.spoken = True
    return said


def _sentence(reason: str) -> str:
    if "no such table" in reason or "does not exist" in reason:
        return "The database has no tables yet, or old ones: bin/flask setup makes them."
    return f"DATABASE_URL: {reason}"
