"""Folders of this machine: `hot`, `cold` (which may be on another disk), `restoring` (when each is ready) and
`thumbnails`. A name appears once all its bytes are on the disk, and goes only once the other one is there."""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path

from inbox.clock import now
from inbox.storage.store import ABSENT, ARCHIVED, BLOCK, HOT, RESTORING, NotAvailable, Unreachable, checked

PART = ".part"
"""How names of half-written files end: no backup takes them, and the sweep removes them."""


def _reporting(verb: Callable) -> Callable:
    """A disk that is full, or broken, is a store that cannot do it now; the bytes are where they were."""

    @wraps(verb)
    def run(*args):
        try:
            return verb(*args)
        except OSError as error:
            raise Unreachable(error.strerror) from error

    return run


class LocalStore:
    """The store of a Halle that has no other."""

    def __init__(self, folder: Path, cold: Path | None = None, restore_minutes: float = 0):
        """`cold`: another folder for the archived ones; `restore_minutes`: how long a restore takes."""
        self._folder = folder
        self._hot, self._cold = folder / "hot", cold or folder / "cold"
        self._restoring, self._thumbnails = folder / "restoring", folder / "thumbnails"
        self._restore_time = timedelta(minutes=restore_minutes)

    @_reporting
    def put(self, source: Path, digest: str) -> None:
        hot, cold = self._places(digest)
        if not hot.exists():
            try:
                transfer(source, hot)
            except FileNotFoundError as error:
                if not hot.exists():  # another process may have ended just this
                    raise NotAvailable("what was to be kept is gone") from error
        source.unlink(missing_ok=True)
        self._forget_cold(digest, cold)

    def open(self, digest: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        hot, _ = self._places(digest)
        try:
            file = open(hot, "rb")  # noqa: SIM115 (closed by the generator below)
        except FileNotFoundError as error:
            raise NotAvailable("not in the hot folder") from error
        except OSError as error:
            raise Unreachable(error.strerror) from error
        return _read(file, start, length)

    def path(self, digest: str) -> Path | None:
        hot, _ = self._places(digest)
        return hot if hot.exists() else None

    def size(self, digest: str) -> int:
        hot, _ = self._places(digest)
        try:
            return hot.stat().st_size
        except FileNotFoundError as error:
            raise NotAvailable("not in the hot folder") from error
        except OSError as error:
            raise Unreachable(error.strerror) from error

    @_reporting
    def archive(self, digest: str) -> None:
        hot, cold = self._places(digest)
        if hot.exists():
            transfer(hot, cold)
        elif not cold.exists():
            raise NotAvailable("neither hot nor cold")

    @_reporting
    def request_restore(self, digest: str) -> None:
        state = self.restore_state(digest)
        if state == ABSENT:
            raise NotAvailable("neither hot nor cold")
        if state == ARCHIVED:
            ready = (now() + self._restore_time).isoformat()
            write(_inside(self._restoring, digest), ready.encode())

    def restore_state(self, digest: str) -> str:
        hot, cold = self._places(digest)
        if hot.exists():
            return HOT
        if not cold.exists():  # it may just have come back
            return HOT if hot.exists() else ABSENT
        return RESTORING if _inside(self._restoring, digest).exists() else ARCHIVED

    @_reporting
    def finish_restore(self, digest: str) -> bool:
        hot, cold = self._places(digest)
        state = self.restore_state(digest)
        if state == ABSENT:
            raise NotAvailable("neither hot nor cold")
        if state == RESTORING and self._is_ready(digest):
            transfer(cold, hot)
            state = HOT
        if state == HOT:
            self._forget_cold(digest, cold)
        return state == HOT

    @_reporting
    def delete(self, digest: str) -> None:
        for place in (*self._places(digest), *(_inside(f, digest) for f in (self._restoring, self._thumbnails))):
            if place.exists():
                place.unlink(missing_ok=True)
                sync_folder(place.parent)

    @_reporting
    def put_thumbnail(self, digest: str, data: bytes) -> None:
        write(_inside(self._thumbnails, digest), data)

    def thumbnail(self, digest: str) -> bytes | None:
        try:
            return _inside(self._thumbnails, digest).read_bytes()
        except FileNotFoundError:
            return None

    def sweep(self, older_than: float) -> int:
        before, swept = time.time() - older_than, 0
        for folder in (self._hot, self._cold, self._restoring, self._thumbnails):
            for part in folder.glob(f"*/*{PART}"):
                with contextlib.suppress(FileNotFoundError):
                    if part.stat().st_mtime < before:
                        part.unlink()
                        swept += 1
        return swept

    def folder(self) -> Path | None:
        return self._folder

    def cold_folder(self) -> Path:
        """Where the archived ones are."""
        return self._cold

    def _places(self, digest: str) -> tuple[Path, Path]:
        return _inside(self._hot, digest), _inside(self._cold, digest)

    def _is_ready(self, digest: str) -> bool:
        try:
            return datetime.fromisoformat(_inside(self._restoring, digest).read_text()) <= now()
        except (FileNotFoundError, ValueError):
            return True  # nobody knows when it began: it has waited long enough

    def _forget_cold(self, digest: str, cold: Path) -> None:
        cold.unlink(missing_ok=True)
        _inside(self._restoring, digest).unlink(missing_ok=True)


def transfer(source: Path, target: Path) -> None:
    """Moves a file, also onto another disk: `target` appears when it is whole and safe, and `source` goes after that.
    Raises FileNotFoundError when there is no source."""
    make_folder(target.parent)
    with open(source, "rb") as file:
        os.fsync(file.fileno())
        same_disk = os.fstat(file.fileno()).st_dev == target.parent.stat().st_dev
    if same_disk:
        os.replace(source, target)
        sync_folder(target.parent)
        return
    part = _part(target)
    try:
        with open(source, "rb") as reading, open(part, "xb") as writing:
            shutil.copyfileobj(reading, writing, 4 * BLOCK)
            writing.flush()
            os.fsync(writing.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)
    source.unlink(missing_ok=True)


def write(target: Path, data: bytes) -> None:
    """Gives the file that content, all of it or nothing."""
    make_folder(target.parent)
    part = _part(target)
    try:
        with open(part, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """That folder, for its owner alone, so that it stays after a power cut."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """What was renamed in it, or removed, stays so after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _inside(folder: Path, digest: str) -> Path:
    return folder / checked(digest)[:2] / digest


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")


def _read(file, start: int, length: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = length
        while left is None or left > 0:
            data = file.read(BLOCK if left is None else min(BLOCK, left))
            if not data:
                return
            left = None if left is None else left - len(data)
            yield data
