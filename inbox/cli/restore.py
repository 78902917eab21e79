"""`flask restore PATH`: what a backup holds, in the place of what is here: all of it, or nothing.

Everything is unpacked and checked beside the data first. The files that people sent come to stand beside those that are
there, and then the database takes its place in one step: until then the old one is whole, from then on the new one is.
"""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect, select, text

from inbox import clock, database
from inbox.cli import dumps
from inbox.cli.archive import BadArchive, Facts, unpack
from inbox.cli.backup import COLD, DATABASES, FILES, KEY, folders, sync_folder
from inbox.config import settings
from inbox.extensions import db
from inbox.models.person import Person
from inbox.storage import StorageError, store
from inbox.storage.local import transfer

STAGE = "restoring-"


class NotRestored(Exception):
    """Why nothing was restored, in one line."""


@click.command("restore")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where people have accounts already: their database is put aside.")
@with_appcontext
def command(path: Path, replace: bool) -> None:
    """Restore a backup into an empty Halle that does not run. Restart it afterwards: it migrates what is older."""
    try:
        with _alone(settings().data):
            facts, aside = restore(path, replace)
    except (NotRestored, BadArchive, dumps.Failed) as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or path}: {error.strerror}. Nothing was changed.") from error
    click.echo(f"Restored what was backed up at {facts.made_at}.")
    if aside:
        click.echo(f"The database that was here is kept as {aside}.")


def restore(path: Path, replace: bool) -> tuple[Facts, str | None]:
    """Puts it in place; returns what it was, and where the database that was here is now."""
    data = settings().data
    for old in data.glob(f"{STAGE}*"):  # of a restore that was killed
        shutil.rmtree(old, ignore_errors=True)
    stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=data))
    try:
        try:
            facts, _ = unpack(path, stage)
        except BadArchive as error:
            raise BadArchive(f"{path} cannot be used: {error}.") from error
        _check(facts, stage)
        was_empty = _is_empty()
        if not was_empty and not replace:
            raise NotRestored("People have accounts here: restore elsewhere, or say --replace.")
        _add_files(stage)
        aside = _put_in_place(facts, stage, was_empty)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return facts, aside


def _check(facts: Facts, stage: Path) -> None:
    kind = db.engine.dialect.name
    if facts.database != kind:
        raise NotRestored(f"It holds a database of {facts.database}, and DATABASE_URL names one of {kind}.")
    if not (stage / DATABASES[kind]).is_file():
        raise NotRestored("It holds no database.")
    if facts.revision not in database.revisions():
        raise NotRestored(
            f"Its database has revision {facts.revision}, which this Halle does not know: use the one that made it."
        )


def _is_empty() -> bool:
    """Whether nobody has an account here."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database).exists():
        return True
    try:
        return not inspect(db.engine).has_table("person") or db.session.scalar(select(Person.id).limit(1)) is None
    finally:
        db.session.remove()
        db.engine.dispose()


def _add_files(stage: Path) -> None:
    """What people sent comes to stand beside what is here, in folders or in the bucket."""
    if settings().is_bucket:
        try:
            _upload(stage)
        except StorageError as error:
            raise NotRestored(f"The store does not take the files: {error}.") from error
    for name, place in folders().items():
        for source in sorted((stage / name).rglob("*")):
            if source.is_file():
                transfer(source, place / source.relative_to(stage / name))


def _upload(stage: Path) -> None:
    """What was in the cold goes there again: the database says that it is."""
    for path in _each(stage / FILES / "hot"):
        store().put(path, path.name)
    for path in _each(stage / COLD):
        store().put(path, path.name)
        store().archive(path.name)
    for path in _each(stage / FILES / "thumbnails"):
        store().put_thumbnail(path.name, path.read_bytes())
    shutil.rmtree(stage / FILES, ignore_errors=True)  # also when restores began and were not over: the sweep asks again


def _each(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.is_file())


def _put_in_place(facts: Facts, stage: Path, was_empty: bool) -> str | None:
    new = stage / DATABASES[facts.database]
    stamp = f"before-restore-{clock.now():%Y%m%dT%H%M%SZ}"
    if facts.database == "sqlite":
        return _replace_sqlite(new, Path(db.engine.url.database), stamp, was_empty, stage)
    aside = _replace_postgres(new, stamp.replace("-", "_").lower(), was_empty)
    _take_key(stage)
    return aside


def _take_key(stage: Path) -> None:
    """The key that signed the cookies and links of those people, unless the environment gives another."""
    if "SECRET_KEY" not in os.environ and (stage / KEY).is_file():
        os.replace(stage / KEY, settings().data / KEY)


def _replace_sqlite(new: Path, target: Path, stamp: str, was_empty: bool, stage: Path) -> str | None:
    near = target.with_name(f".{stamp}.part")  # on the disk of the old one
    shutil.move(new, near)
    try:
        if target.exists():
            _close_sqlite(target)
        aside = None if was_empty else target.with_name(f"{target.name}.{stamp}")
        if aside:
            os.link(target, aside)
        _take_key(stage)
        os.replace(near, target)
    finally:
        near.unlink(missing_ok=True)
    sync_folder(target.parent)
    return aside and str(aside)


def _close_sqlite(target: Path) -> None:
    """The old database in one file alone: a log that it leaves behind would be taken for one of the new one."""
    try:
        with contextlib.closing(sqlite3.connect(target, timeout=5, isolation_level=None)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise NotRestored(f"Something uses the database ({error}): stop it first.") from error
    if mode != "delete" or target.with_name(f"{target.name}-wal").exists():
        raise NotRestored("Something uses the database: stop it first.")


def _replace_postgres(new: Path, stamp: str, was_empty: bool) -> str | None:
    """The old schema gets another name and a new one takes its place; it comes back when that does not succeed."""
    _run(f"ALTER SCHEMA {dumps.SCHEMA} RENAME TO {stamp}", f"CREATE SCHEMA {dumps.SCHEMA}")
    try:
        dumps.restore(db.engine.url, new)
    except BaseException:
        _run(f"DROP SCHEMA {dumps.SCHEMA} CASCADE", f"ALTER SCHEMA {stamp} RENAME TO {dumps.SCHEMA}")
        raise
    if was_empty:
        _run(f"DROP SCHEMA {stamp} CASCADE")
        return None
    return f"schema {stamp}"


def _run(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Nobody starts Halle on this data meanwhile (bin/run holds the same lock), and it does not run."""
    descriptor = os.open(data / "halle.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotRestored("Halle runs on this data: stop it first.") from None
    finally:
        os.close(descriptor)
