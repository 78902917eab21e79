"""The machine: room, folders, who may read what, and clocks."""

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, TimeoutError

from inbox import clock, vendor, wire
from inbox.config import settings
from inbox.doctor.finding import Finding, note, or_fine, wrong
from inbox.extensions import db

ROOM, FILES, CLOCKS = _l("Room"), _l("Folders and files"), _l("Clocks")
MIB = 2**20
OTHERS = stat.S_IRWXG | stat.S_IRWXO
APART = 5.0
"""Seconds that two clocks may differ."""
SHORT_KEY = 32
EPOCH = text("SELECT extract(epoch FROM clock_timestamp())")


def places() -> list[Path]:
    """The folders that grow: the data, the database where it is a file, and what is temporary."""
    found = [settings().data, Path(tempfile.gettempdir())]
    if db.engine.dialect.name == "sqlite":
        found.insert(1, Path(db.engine.url.database).parent)
    return list(dict.fromkeys(found))


def room() -> list[Finding]:
    """Whether there is room on the disks."""
    least, found = settings().disk_min_mib, []
    for place in filter(Path.exists, places()):
        free = shutil.disk_usage(place).free // MIB
        if free < least:
            found.append(
                wrong(ROOM, _l("Only %(free)s MiB are free for %(place)s: make room.", free=free, place=str(place)))
            )
    free = shutil.disk_usage(settings().data).free // MIB
    return or_fine(found, ROOM, _l("%(free)s MiB are free for the data.", free=free))


def files() -> list[Finding]:
    """Whether the folders can be written, and what others on this machine may read."""
    found = [
        wrong(FILES, _l("%(place)s cannot be written.", place=str(place)))
        for place in places()
        if not os.access(place, os.W_OK | os.X_OK)
    ]
    return or_fine(
        [*found, *_readable(), *_key(), *_scripts()], FILES, _l("They can be written, and are for their owner alone.")
    )


def _readable() -> list[Finding]:
    """The key in any case; the database where the folder lets others in."""
    data = settings().data
    kept = [data / "secret_key"]
    if db.engine.dialect.name == "sqlite" and _mode(Path(db.engine.url.database).parent) & OTHERS:
        kept.append(Path(db.engine.url.database))
    open_ = [path for path in kept if path.exists() and _mode(path) & OTHERS]
    return [
        wrong(FILES, _l("Others on this machine can read %(path)s: run chmod 600 on it.", path=str(path)))
        for path in open_
    ]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else 0


def _key() -> list[Finding]:
    if len(settings().secret_key) < SHORT_KEY:
        return [
            wrong(FILES, _l("SECRET_KEY is short: give it %(number)s random characters or more.", number=SHORT_KEY))
        ]
    return []


def _scripts() -> list[Finding]:
    folder = settings().data / "assets"
    if settings().assets == "local" and not all((folder / script.local_name).is_file() for script in vendor.SCRIPTS):
        return [wrong(FILES, _l("The scripts of HALLE_ASSETS=local are missing: run bin/flask assets."))]
    return []


def clocks() -> list[Finding]:
    """Whether database and Redis have the time of this machine, and nobody moves ours."""
    found = []
    for name, theirs in {"PostgreSQL": _time_of_database(), "Redis": _time_of_redis()}.items():
        if theirs is not None and abs(theirs - time.time()) > APART:
            apart = round(abs(theirs - time.time()))
            found.append(
                wrong(
                    CLOCKS,
                    _l("The clock of %(name)s differs by %(seconds)s s: set both by NTP.", name=name, seconds=apart),
                )
            )
    moved = round(clock.now().timestamp() - time.time())
    if moved:
        found.append(note(CLOCKS, _l("HALLE_CLOCK_FILE moves the clock by %(seconds)s s.", seconds=moved)))
    return or_fine(found, CLOCKS, _l("They agree."))


def _time_of_database() -> float | None:
    if db.engine.dialect.name == "sqlite":
        return None
    try:
        return float(db.session.scalar(EPOCH))
    except (DBAPIError, TimeoutError):
        return None
    finally:
        db.session.rollback()


def _time_of_redis() -> float | None:
    answer = wire.wire().ask([("TIME",)])
    return answer[0][0] + answer[0][1] / 1e6 if answer else None
