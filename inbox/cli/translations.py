"""`bin/flask translations update`: the catalogues hold what templates and code say, for translators to fill."""

import re
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

FRENCH = LOCALE / "fr" / "LC_MESSAGES" / "messages.po"
LOOSE = re.compile(r"(?<=\S) (?=[:;!?»](?!\w))|(?<=«) ")
"""A space before a sign, or after a quotation mark, at which a line may break."""


@click.group("translations")
def command():
    """The catalogues of the languages."""


@command.command()
def update():
    """Add the sentences that are new, drop those that are gone, and keep the signs of French to their words."""
    with tempfile.TemporaryDirectory() as folder:
        template = str(Path(folder) / "messages.pot")
        _pybabel(*EXTRACT, "-o", template, str(ROOT))
        _pybabel(*UPDATE, "-i", template)
    lines = FRENCH.read_text("utf-8").splitlines(keepends=True)
    french = [LOOSE.sub("\N{NO-BREAK SPACE}", line) if line.startswith("msgstr") else line for line in lines]
    FRENCH.write_text("".join(french), "utf-8")


def _pybabel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])
