"""`bin/flask translations update`: the catalogues hold what templates and code say, for translators to fill."""

import tempfile
from pathlib import Path

import click
from babel.messages.frontend import CommandLineInterface

from inbox.config import ROOT

LOCALE = ROOT / "inbox" / "locale"
EXTRACT = [
    "extract",
    "-F",
    str(LOCALE / "babel.cfg"),
    "-k",
    "_l",
    "-k",
    "lazy_gettext",
    "-k",
    "_n:1,2",
    "--no-location",
    "--sort-output",
    "--omit-header",
]
UPDATE = ["update", "-d", str(LOCALE), "--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap"]


@click.group("translations")
def command():
    """The catalogues of the languages."""


@command.command()
def update():
    """Add the sentences that are new, and drop those that are gone."""
    with tempfile.TemporaryDirectory() as folder:
        template = str(Path(folder) / "messages.pot")
        _pybabel(*EXTRACT, "-o", template, str(ROOT))
        _pybabel(*UPDATE, "-i", template)


def _pybabel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])
