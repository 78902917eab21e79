"""One process at a time: for work that takes longer than a transaction may, such as moving a file. It ends with the
process, also with one that is killed: nothing has to be waited for."""

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import URL, Engine, NullPool, create_engine, func, select

from inbox.config import settings
from inbox.extensions import db

STRIPES = 256
"""Files that stand for all names. Two names that share one wait for each other: that is slower, never wrong."""


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Waits until nobody else works under this name, then works. Never within a transaction: who holds this may wait
    for one. A Halle on SQLite runs on one machine, so a file of it does; on PostgreSQL it is a lock of a connection."""
    holding = _in_postgres if db.engine.dialect.name == "postgresql" else _in_file
    with holding(name):
        yield


@contextmanager
def _in_file(name: str) -> Iterator[None]:
    folder = settings().data / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    stripe = zlib.crc32(name.encode()) % STRIPES
    descriptor = os.open(folder / f"{stripe:02x}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@lru_cache
def _apart(url: URL) -> Engine:
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")


@contextmanager
def _in_postgres(name: str) -> Iterator[None]:
    key = func.hashtextextended(name, 0)
    # Not one of the pool: those who wait would keep from the one who works what it needs to come to its end.
    with _apart(db.engine.url).connect() as connection:
        connection.execute(select(func.pg_advisory_lock(key)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))
