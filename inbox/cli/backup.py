"""`flask backup PATH`: database and files in one archive, while Halle runs.

The database is copied first, as it is at one moment, and the files after it: a file that a row of the copy speaks of
was there before the row.
"""

import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect, select, text

from inbox import clock
from inbox.cli import dumps
from inbox.cli.archive import Facts, Writer
from inbox.config import settings
from inbox.extensions import db
from inbox.models.attachment import IS_ARRIVING, PROCESSING, Attachment

FILES, COLD, ARRIVING = "files", "files/cold", "arriving"
"""How the archive calls the folders that hold what people sent, wherever they are."""
KEY = "secret_key"
DATABASES = {"sqlite": "database/halle.db", "postgresql": "database/halle.dump"}
"""Where the copy of each kind of database stands in the archive."""


class NotBackedUp(Exception):
    """Why there is no backup, in one line."""


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def command(path: Path) -> None:
    """Back up database and files into PATH, a file that is not there yet (or a folder, which gets one by the time)."""
    try:
        target = backup(path)
    except (NotBackedUp, dumps.Failed) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or path}: {error.strerror}; nothing was kept.") from error
    click.echo(f"{target}: {target.stat().st_size} bytes. It holds everything, secrets too: keep it safe.")


def backup(path: Path) -> Path:
    """Makes the archive, for its owner alone, and gives it its name once it is whole; returns where it is."""
    path = path.expanduser().absolute()
    if path.is_dir():
        path = path / f"halle-{clock.now():%Y%m%dT%H%M%SZ}.tar"
    if path.exists():
        raise NotBackedUp(f"{path} is there already: name another file.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    place = Path(tempfile.mkdtemp(prefix=".halle-backup-", dir=path.parent))
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _write(Writer(file), place)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        sync_folder(path.parent)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        draft.unlink(missing_ok=True)
    return path


def _write(archive: Writer, place: Path) -> None:
    kind, made_at = db.engine.dialect.name, clock.now().isoformat(timespec="seconds")
    copy = place / "copy"
    if kind == "sqlite":
        revision = copy_of_sqlite(Path(db.engine.url.database), copy)
    else:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        db.session.remove()
        dumps.dump(db.engine.url, copy)
    archive.add(DATABASES[kind], copy)
    copy.unlink()
    _add_files(archive)
    archive.close(Facts(database=kind, revision=revision, made_at=made_at))


def copy_of_sqlite(database: Path, target: Path) -> str:
    """The database as it is at one moment, in one file, looked through for damage; returns the revision of its schema.
    Who writes meanwhile waits for nothing: a reader holds nobody up."""
    if not database.exists():
        raise NotBackedUp(f"There is no database yet ({database}).")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        contextlib.closing(sqlite3.connect(database, timeout=60)) as source,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file alone
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if said == "ok":
                return copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        except sqlite3.Error as error:
            said = str(error)
    raise NotBackedUp(f"The database cannot be copied whole: {said}")


def _add_files(archive: Writer) -> None:
    """What people sent, and the key that signs links. Files may move meanwhile, from one folder into another: what is
    not at its old place any more is at its new one by the second look, or was deleted for good."""
    added: set[str] = set()
    for _ in range(2):
        for name, file in files():
            if name not in added:
                with contextlib.suppress(FileNotFoundError):
                    archive.add(name, file)
                    added.add(name)


def folders() -> dict[str, Path]:
    """The folders of files by the names that they have in an archive, an inner one before the one around it."""
    chosen = settings()
    return {ARRIVING: chosen.data / "arriving", COLD: chosen.cold, FILES: chosen.files_folder}


def files() -> list[tuple[str, Path]]:
    """What belongs to a backup beside the database. Half-written files do not, nor those that still arrive."""
    whole, found = _whole(), {}
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            is_its = path.is_file() and path.suffix != ".part" and (name != ARRIVING or path.name in whole)
            if is_its:
                found.setdefault(path, f"{name}/{path.relative_to(folder).as_posix()}")
    key = settings().data / KEY
    if "SECRET_KEY" not in os.environ and key.is_file():
        found[key] = KEY
    return [(name, path) for path, name in found.items()]


def _whole() -> set[str]:
    """The files that have arrived and that nobody took in yet."""
    if not inspect(db.engine).has_table(Attachment.__tablename__):  # a database that is to be migrated
        return set()
    try:
        return set(db.session.scalars(select(Attachment.token).where(IS_ARRIVING, Attachment.state == PROCESSING)))
    finally:
        db.session.remove()


def sync_folder(folder: Path) -> None:
    """What was renamed in it stays so after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
