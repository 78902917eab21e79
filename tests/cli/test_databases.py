"""What is wrong with the database is said by each command in one line."""

import click
import pytest

from app import create_app
from inbox import cli
from inbox.config import load


@pytest.fixture
def flask(tmp_path):
    """Runs a command on data without a database."""

    def run(*arguments: str, **environ: str):
        app = create_app(load({"HALLE_DATA": str(tmp_path), **environ}))
        return app.test_cli_runner().invoke(args=arguments)

    return run


def lines(command: click.Command, *names: str) -> list[list[str]]:
    """The words of each command, groups taken apart."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return [[*names, command.name]]
    return [words for each in inner.values() for words in lines(each, *names, command.name)]


GIVEN = {"create": ["rosa", "--email", "r@halle.test", "--generate"], "grant": ["rosa", "admin"],
         "revoke": ["rosa", "admin"], "retry": ["--all"]}  # fmt: skip
ELSEWHERE = {"assets", "doctor", "flood", "restore", "seed", "setup", "translations", "jobs", "backup"}
"""They ask for no database, make one, or say for themselves what is wrong with it."""
ASKING = [words for module in cli.MODULES for words in lines(module.command) if words[0] not in ELSEWHERE]


@pytest.mark.parametrize("words", ASKING, ids=" ".join)
def test_without_tables_it_is_said_how_to_make_them(flask, words):
    ended = flask(*words, *GIVEN.get(words[-1], []))
    assert (ended.exit_code, ended.output.count("\n")) == (1, 1)
    assert ended.output == "Error: The database has no tables yet, or old ones: bin/flask setup makes them.\n"


def test_a_database_that_cannot_be_reached_is_said(flask):
    ended = flask("users", "list", DATABASE_URL="postgresql://me:secret@127.0.0.1:1/halle")
    assert ended.exit_code == 1 and ended.output.startswith("Error: DATABASE_URL: ") and "secret" not in ended.output
    assert ended.output.count("\n") == 1
