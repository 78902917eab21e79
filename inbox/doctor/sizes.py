"""How much room everything takes."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flask_babel import lazy_gettext as _l

from inbox.config import settings
from inbox.database import size
from inbox.doctor.machine import places
from inbox.extensions import db

MOST = 50_000
"""Files of a folder that are counted: beyond that the size is a least one."""
NAMES = {"files": _l("Files that people sent"), "redis": _l("Redis"), "assets": _l("Scripts")}


@dataclass(frozen=True)
class Part:
    """Something that takes room; `whole` says whether all of it was counted."""

    name: object
    size: int
    whole: bool = True


@dataclass(frozen=True)
class Disk:
    """What is free where a folder lies."""

    place: str
    free: int
    total: int


def parts() -> list[Part]:
    """The database, its log, and the folders of the data."""
    found = [Part(_l("Database"), size(db.session))]
    if db.engine.dialect.name == "sqlite":
        log = Path(f"{db.engine.url.database}-wal")
        found.append(Part(_l("Log of the database"), log.stat().st_size if log.exists() else 0))
    return found + [
        _folder(name, settings().data / folder) for folder, name in NAMES.items() if (settings().data / folder).is_dir()
    ]


def disks() -> list[Disk]:
    """Each place that grows; those on one disk say the same."""
    found = []
    for place in filter(Path.exists, places()):
        usage = shutil.disk_usage(place)
        found.append(Disk(str(place), usage.free, usage.total))
    return found


def _folder(name, folder: Path) -> Part:
    sizes = list(islice(_sizes(folder), MOST + 1))
    return Part(name, sum(sizes[:MOST]), len(sizes) <= MOST)


def _sizes(folder: Path) -> Iterator[int]:
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.lstat(os.path.join(place, name)).st_size
            except OSError:  # gone meanwhile
                continue
