"""The application of one test: its own database and data folder, cheap passwords, and guards around the templates."""

import contextlib
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from app import REACTIONS, create_app
from inbox import clock, metrics, wire
from inbox.config import ROOT, load
from inbox.extensions import db
from tests.cast import ROLES, Cast
from tests.client import Browser
from tests.plugins import guards
from tests.statements import counting

CHEAP = {"HALLE_ARGON2_MEMORY_KIB": "8", "HALLE_ARGON2_TIME": "1", "SECRET_KEY": "known to the tests alone"}
# Tests about other things write to as many new people as they like; those of the limit set it.
CHEAP |= {"HALLE_LIMIT_PEOPLE": "1000"}
loaded_templates: set[str] = set()


class _Compiled(BytecodeCache):
    """Templates are compiled once a session."""

    kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


class _Log:
    """What the application logs in this test; it goes to standard error too, where pytest shows it."""

    def __init__(self) -> None:
        self._said: list[str] = []

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._said)

    def clear(self) -> None:
        """Nothing was logged yet."""
        self._said.clear()

    def write(self, words: str) -> None:
        self._said.append(words)
        sys.stderr.write(words)

    def flush(self) -> None:
        sys.stderr.flush()


_log = _Log()


class Still(metrics.Tally):
    """Counts, and adds to the sum only when it is asked to: no thread outlives its test."""

    def _started(self) -> threading.Thread:
        return threading.current_thread()


@pytest.fixture
def logged():
    """What was logged since this test began: `.text`."""
    _log.clear()
    return _log


def _watch_templates(app) -> None:
    load_source = app.jinja_env.loader.get_source

    def get_source(environment, template):
        loaded_templates.add(template)
        return load_source(environment, template)

    app.jinja_env.loader.get_source = get_source


_made: dict[tuple, Flask] = {}
emptied: set[str] = set()
"""Endpoints that answer with an empty page: to see which tests notice."""


def made() -> list[Flask]:
    """The applications of this session."""
    return list(_made.values())


def make(environ: dict[str, str]) -> Flask:
    """An application with these settings, as the tests want it. It is made once: what a test may have changed in it
    is put back, and its database was put back before."""
    key = tuple(sorted(environ.items()))
    if key not in _made:
        with contextlib.redirect_stderr(_log):  # the loggers of structlog keep the file that they began with
            app = _made[key] = create_app(load(CHEAP | environ))
        app.jinja_env.bytecode_cache = _Compiled()
        _watch_templates(app)
        app.test_client_class = Browser
        for endpoint, view in app.view_functions.items():
            app.view_functions[endpoint] = _unless_emptied(endpoint, view)
    app = _made[key]
    app.extensions["drawing"] = guards.drawing
    app.extensions["reactions"] = REACTIONS
    _bind_wire(app)
    _bind_throttle(app)
    app.extensions["metrics"] = Still(app.extensions["wire"])
    return app


def _bind_wire(app: Flask) -> None:
    """Anew, but with the client and over the connection that are there: making them takes as long as all that a test
    says over them."""
    before, fresh = app.extensions["wire"], wire.Wire("")
    fresh.url, fresh._client, fresh._idle = before.url, before._client, before._idle
    app.extensions["wire"] = fresh


def _bind_throttle(app: Flask) -> None:
    """Nothing is counted yet, here or in Redis, which is empty. What counts is not made anew: it has a thread here, and
    a connection and scripts there."""
    own = app.extensions.setdefault("own throttle", app.extensions["throttle"])
    own._here.storage.reset()
    own._away_until = 0.0
    app.extensions["throttle"] = own


def _unless_emptied(endpoint: str, view):
    @wraps(view)
    def asked(*args, **kwargs):
        return "" if endpoint in emptied else view(*args, **kwargs)

    return asked


@pytest.fixture
def environ(data, database_url, redis_url) -> dict[str, str]:
    """The settings of the application of this test."""
    return {"HALLE_DATA": str(data), "DATABASE_URL": database_url, "REDIS_URL": redis_url}


@pytest.fixture
def make_app(environ):
    """Makes an application on this test's database: make_app(HALLE_EDIT_MINUTES="1")."""
    used = []

    def making(**more: str) -> Flask:
        used.append(make(environ | more))
        return used[-1]

    yield making
    for app in used:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app):
    """The application."""
    return make_app()


_settled: dict[tuple[str, ...], bytes] = {}
"""Databases in which these people have accounts, and nothing else is."""


@pytest.fixture
def cast(request, app, environ, on_postgres) -> Cast:
    """The people of the tests, and what they do. Those whom the test names have their accounts already: a file that
    holds them is copied, for opening accounts was an eighth of all that tests do."""
    cast = Cast(app)
    database = Path(environ["HALLE_DATA"]) / "halle.db"
    untouched = not on_postgres and not database.with_name("halle.db-wal").exists() and _now_is_now()
    if untouched and (names := _named(request)):
        if names not in _settled:
            for name in names:
                cast.person(name)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            _settled[names] = database.read_bytes()
        else:
            database.write_bytes(_settled[names])
            cast.settle(names)
    return cast


def _now_is_now() -> bool:
    """Whether the clock runs with the world."""
    return abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def _named(request) -> tuple[str, ...]:
    """The people whom fixtures of this test are called after, as this file has them."""
    known = request._fixturemanager.getfixturedefs
    return tuple(name for name in request.fixturenames if name in ROLES and len(known(name, request.node) or ()) == 1)


@pytest.fixture
def ana(cast):
    """A client."""
    return cast.person("ana")


@pytest.fixture
def bo(cast):
    """A freelancer."""
    return cast.person("bo")


@pytest.fixture
def chloe(cast):
    """Another freelancer."""
    return cast.person("chloe")


@pytest.fixture
def dev(cast):
    """Client and freelancer."""
    return cast.person("dev")


@pytest.fixture
def guest(app) -> FlaskClient:
    """A browser of somebody who is not logged in."""
    return app.test_client()


@pytest.fixture
def statements(app):
    """The SQL statements that ran since it was last cleared."""
    with counting(app) as seen:
        yield seen


@pytest.fixture(scope="session")
def vendor_files() -> dict[str, Path]:
    """The pinned scripts that pages load from the CDN: name of the package -> file."""
    from inbox.cli import assets  # noqa: PLC0415
    from inbox.vendor import SCRIPTS  # noqa: PLC0415

    place = Path(os.environ.get("HALLE_TEST_CACHE") or ROOT / ".cache") / "assets"
    try:
        with guards.network():
            assets.fetch(place)
    except assets.NotFetched as error:
        pytest.skip(str(error))
    return {script.name: place / script.local_name for script in SCRIPTS}
