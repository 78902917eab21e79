"""F39: a backup taken under load, restored elsewhere; and the commands of administrators against a running Halle."""

import sqlite3

import pytest

from tests.stack import backups, server
from tests.stack.browser import Browser

pytestmark = pytest.mark.heavy(12)


@pytest.fixture
def elsewhere():
    """Another Halle, which does not run yet."""
    halle = server.Halle()
    yield halle
    if halle._process:
        halle.stop()
    halle.remove()


def numbers(halle) -> list[tuple]:
    """What the lists count, beside a recount of the messages."""
    counted = """SELECT p.conversation_id, p.person_id, p.last_seq, p.unread, (SELECT max(seq) FROM message m WHERE
        m.conversation_id = p.conversation_id), (SELECT count(*) FROM message m WHERE m.conversation_id = p.conversation_id
        AND m.author_id <> p.person_id AND m.seq > p.read_seq AND m.deleted_at IS NULL) FROM participation p"""
    with sqlite3.connect(halle.database) as database:
        return database.execute(counted).fetchall()


def test_a_backup_under_load_holds_all_that_was_acknowledged_before_it_and_is_restored_elsewhere(
    halle, elsewhere, tmp_path
):
    found = backups.under_load(halle, tmp_path / "a.tar")
    restored = backups.flask(elsewhere, "restore", str(tmp_path / "a.tar"))
    assert restored.returncode == 0, restored.stderr
    assert [row for row in numbers(elsewhere) if row[2] != row[4] or row[3] != row[5]] == []
    elsewhere.start()
    backups.check(found, elsewhere)


def test_nothing_is_restored_over_a_halle_that_runs(halle, ana, tmp_path):
    assert backups.flask(halle, "backup", str(tmp_path / "a.tar")).returncode == 0
    refused = backups.flask(halle, "restore", "--replace", str(tmp_path / "a.tar"))
    assert refused.returncode == 1 and "Halle runs on this data: stop it first." in refused.stderr
    assert ana.get("/settings/").status == 200


def test_an_account_that_is_made_on_the_command_line_logs_in_to_a_running_halle(halle):
    name, password = "made-by-hand", "a password of their own"
    made = backups.flask(halle, "users", "create", name, "--email", "hand@example.org", says=password)
    assert made.returncode == 0, made.stderr
    assert Browser(halle.url).log_in(name, password).status == 303
    assert password not in halle.log() + made.stdout + made.stderr


def test_a_wrong_setting_ends_a_command_with_one_line(halle):
    broken = server.Halle(HALLE_EDIT_MINUTES="soon")
    try:
        ended = backups.flask(broken, "users", "list")
    finally:
        broken.remove()
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("halle: HALLE_EDIT_MINUTES: ")
