"""The management commands: one file each, registered here."""

from flask import Flask

from inbox.cli import assets, flood, seed, setup, translations


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (assets.command, flood.command, seed.command, setup.command, translations.command):
        app.cli.add_command(command)
