"""pg_dump and pg_restore, which know what a copy of a PostgreSQL database takes. No password is on a command line."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

SCHEMA = "public"


class Failed(Exception):
    """Why a program did not do it, in one line."""


def dump(url: URL, target: Path) -> None:
    """The database as it is at one moment, in PostgreSQL's own format."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}", f"--file={target}"]
    _run("pg_dump", url, options)


def restore(url: URL, source: Path) -> None:
    """All of it into an empty schema, or nothing."""
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--schema={SCHEMA}"]
    _run("pg_restore", url, [*options, str(source)])


def _run(program: str, url: URL, options: list[str]) -> None:
    path = shutil.which(program)
    if path is None:
        raise Failed(f"{program} is not there: install the programs of PostgreSQL (apt-get install postgresql-client).")
    environ = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    command = [path, "--no-password", f"--dbname={_conninfo(url)}", *options]
    ended = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        said = " ".join(ended.stderr.split()) or f"code {ended.returncode}"
        raise Failed(f"{said[:400].removeprefix(f'{program}: ')} ({program}).")


def _conninfo(url: URL) -> str:
    """Where the database is, without the password."""
    from psycopg.conninfo import make_conninfo

    known = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    given = {key: value for key, value in known.items() if value is not None}
    return make_conninfo(**{**given, **{key: value for key, value in url.query.items() if key != "password"}})
