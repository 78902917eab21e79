"""The management commands: one file each, registered here."""

from flask import Flask

from inbox.cli import assets, backup, doctor, files, flood, jobs, restore, seed, setup, translations, users


def register(app: Flask) -> None:
    """Give the application its commands."""
    for module in (assets, backup, doctor, files, flood, jobs, restore, seed, setup, translations, users):
        app.cli.add_command(module.command)
