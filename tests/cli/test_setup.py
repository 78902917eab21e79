"""What `bin/run` does before it starts the servers: what is in its way is said in one line."""

import pytest

from app import create_app
from inbox.cli.setup import command
from inbox.config import load


@pytest.fixture
def setup(tmp_path):
    """Runs it with these settings and returns how it ended."""

    def run(**environ: str):
        return (
            create_app(load({"HALLE_DATA": str(tmp_path)} | environ)).test_cli_runner().invoke(command, ["--no-demo"])
        )

    return run


@pytest.mark.parametrize(
    ("url", "reason"),
    [("postgresql://me:secret@127.0.0.1:1/halle", "refused"), ("sqlite:////nowhere/halle.db", "unable to open")],
)
def test_a_database_that_cannot_be_reached_is_named_in_one_line_without_its_password(setup, url, reason):
    ended = setup(DATABASE_URL=url)
    assert ended.exit_code == 1
    assert ended.output.startswith("Error: DATABASE_URL: ")
    assert reason in ended.output
    assert "secret" not in ended.output
    assert ended.output.count("\n") == 1


def test_a_file_that_is_no_database_is_named_in_one_line(setup, tmp_path):
    (tmp_path / "halle.db").write_text("This is a letter, and no database.\n" * 100)
    assert setup().output == "Error: DATABASE_URL: file is not a database\n"


def test_running_it_again_changes_nothing(setup, tmp_path):
    assert setup().exit_code == 0
    before = (tmp_path / "halle.db").stat().st_size
    assert setup().exit_code == 0
    assert (tmp_path / "halle.db").stat().st_size == before
