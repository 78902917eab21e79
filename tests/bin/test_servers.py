"""What the processes of the application have in common, and what each must have of its own."""

import subprocess
import sys

import pytest

from tests.bin.conftest import ROOT

pytestmark = pytest.mark.thorough

LOADED = """
import gc, os, sys
sys.path[:0] = ["bin"]
import servers
servers.load()
from redis import ConnectionPool
from sqlalchemy import Engine
print(os.listdir("/proc/self/task") == [str(os.getpid())], len(os.listdir("/proc/self/fd")) - 4)
gc.unfreeze()
print([type(each).__name__ for each in gc.get_objects() if isinstance(each, (Engine, ConnectionPool))])
print({"gevent", "alembic", "requests", "PIL"} & set(sys.modules))
"""
NATIVE = """
import functools, gc, sys, threading, types
sys.path[:0] = ["bin"]
import servers
servers.load()
from gevent import monkey
locks = type(threading.Lock()), type(threading.RLock()), threading.local
from bin.live_worker import LiveWorker
worker = object.__new__(LiveWorker)
worker.sockets = []
worker.patch()
replaced = {
    id(old): f"{module}.{name}" for module, items in monkey.saved.items() for name, old in items.items()
    if callable(old) and old is not getattr(sys.modules.get(module), name, None)
}
CLOSED = type, types.ModuleType, types.FunctionType, functools.partial, functools.cached_property, dict

def native(thing, depth=2):
    if id(thing) in replaced or isinstance(thing, locks):
        return True
    return depth and not isinstance(thing, CLOSED) and any(native(each, depth - 1) for each in gc.get_referents(thing))

for name, module in sys.modules.items():
    file = getattr(module, "__file__", None) or ""
    ours = name.partition(".")[0] in ("app", "inbox", "jobs", "bin")
    if name.partition(".")[0] in ("gevent", "gunicorn") or not (ours or "site-packages" in file):
        continue
    for key, value in vars(module).items():
        inner = vars(value).values() if isinstance(value, type) and value.__module__ == name else ()
        if native(value) or any(map(native, inner)):
            print(f"{name}.{key}")
"""
HARMLESS = {
    # nothing in them waits for anything, so that no other greenlet comes in between
    "babel.localedata._cache_lock", "jinja2.lexer._lexer_cache", "jinja2.utils.Lock", "pydantic.main._rebuild_lock",
    "pydantic_settings.main._settings_cache_guard", "pytz.lazy._fill_lock", "sqlalchemy.orm.collections.__instrumentation_mutex",
    "sqlalchemy.orm.mapper._CONFIGURE_MUTEX", "sqlalchemy.sql.lambdas.AnalyzedCode",
    "sqlalchemy.sql.lambdas._closure_per_cache_key", "sqlalchemy.util.langhelpers.symbol", "werkzeug.routing.map.Lock",
    "werkzeug.routing.map.Map", "wrapt.importer._post_import_hooks_lock", "wrapt.synchronization.Lock",
    # what the live server does not use: asyncio, pools that block, pauses between tries, commands, threads of others
    "click.globals._local", "click.globals.local", "redis.asyncio.connection.SSLContext", "redis.connection.LifoQueue",
    "redis.retry.sleep", "sqlalchemy.dialects.sqlite.aiosqlite.Thread", "structlog.threadlocal._CONTEXT",
}  # fmt: skip
"""What libraries took from the threads of the system before gevent came."""


def said_by(program: str) -> list[str]:
    """The lines that it prints, run where the launcher is."""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_is_loaded_before_the_forks_has_no_thread_no_file_and_no_connection():
    assert said_by(LOADED) == ["True 0", "[]", "set()"]


def test_in_the_live_server_nothing_waits_natively():
    """Whoever waits so stops all sockets, and for ever when another greenlet has what is waited for."""
    assert set(said_by(NATIVE)) <= HARMLESS
