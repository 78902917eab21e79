"""Where files arrive: a folder on the local disk, on which each one lies under its token until the store takes it.

Room is taken before the first byte comes, so that what has begun can be finished. What counts as arrived is what the
row of the attachment says: bytes after that are written over, whoever died while writing them. What was written is
safe from the end of any process at once, and from that of the machine once it was kept.
"""

import ctypes
import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inbox.config import settings

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the last: more than this disk takes of one file
MIB = 1024 * 1024
BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Another one each time that the machine starts."""
_LIBRARY = ctypes.CDLL(None)
_WRITE_AND_WAIT = 7  # SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER
STRETCH = 8 * MIB


class Full(Exception):
    """The disk has no room for it."""


class InUse(Exception):
    """Somebody else writes to it at this moment."""


def folder() -> Path:
    """The folder, made when it is missing."""
    place = settings().data / "arriving"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def path(token: str) -> Path:
    """Where that one lies. Raises ValueError for what is no token of ours."""
    if not TOKEN.fullmatch(token):
        raise ValueError("not a token")
    return folder() / token


def reserve(token: str, size: int) -> None:
    """Makes an empty file and takes so much room on the disk for it. Raises Full, and leaves nothing then."""
    place = path(token)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        grow(descriptor, 0, size)
    except BaseException:
        place.unlink()
        raise
    finally:
        os.close(descriptor)


def grow(descriptor: int, start: int, size: int) -> None:
    """Takes room for so many bytes from there on, and leaves some for the database and the log. Raises Full."""
    free = os.fstatvfs(descriptor)
    if free.f_bavail * free.f_frsize < size + settings().disk_spare_mib * MIB:
        raise Full
    if size:
        with _full():
            os.posix_fallocate(descriptor, start, size)


@contextmanager
def writing(token: str) -> Iterator[int]:
    """The open file, for one writer at a time; its lock goes with the process. Raises InUse, FileNotFoundError."""
    descriptor = os.open(path(token), os.O_RDWR | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield descriptor
    finally:
        os.close(descriptor)


def write(descriptor: int, data: bytes | memoryview, offset: int) -> None:
    """All of these bytes, at that place. Raises Full."""
    rest = memoryview(data)
    with _full():
        while rest:
            written = os.pwrite(descriptor, rest, offset)
            rest, offset = rest[written:], offset + written


def keep(descriptor: int) -> None:
    """What was written survives a power cut from now on. Raises Full."""
    with _full():
        os.fdatasync(descriptor)


def settle(token: str) -> None:
    """The same of a whole file, however large: a stretch after the other, since whoever else waits for the disk waits
    behind what it got before. One that is gone is in the store, which keeps what it has. Raises Full."""
    with suppress(FileNotFoundError):
        descriptor = os.open(path(token), os.O_RDONLY | os.O_NOFOLLOW)
        try:
            for start in range(0, os.fstat(descriptor).st_size, STRETCH):
                _write_back(descriptor, start, STRETCH)
            keep(descriptor)
        finally:
            os.close(descriptor)


def _write_back(descriptor: int, start: int, size: int) -> None:
    """A wish, no more: what counts is `keep`."""
    if hasattr(_LIBRARY, "sync_file_range"):  # Linux
        _LIBRARY.sync_file_range(descriptor, ctypes.c_int64(start), ctypes.c_int64(size), _WRITE_AND_WAIT)


def is_of_this_boot() -> bool:
    """Whether what arrived since `note_boot` is still there, though not on the disk for good: the machine has run all
    the time. Where nobody can say, it is not."""
    try:
        return _noted().read_text() == BOOT.read_text()
    except OSError:
        return False


def note_boot() -> None:
    """From now on it is."""
    with suppress(OSError):
        _noted().write_text(BOOT.read_text())


def _noted() -> Path:
    return settings().data / "boot"


def remove(token: str) -> None:
    """It is gone; twice is once."""
    path(token).unlink(missing_ok=True)


def forgotten(known: set[str], before: float) -> list[str]:
    """The tokens of files that were last written before that (seconds since 1970), and that nobody knows of."""
    found = []
    for entry in os.scandir(folder()):
        with suppress(FileNotFoundError):
            is_ours = TOKEN.fullmatch(entry.name) and entry.name not in known
            if is_ours and entry.stat(follow_symlinks=False).st_mtime < before:
                found.append(entry.name)
    return found


@contextmanager
def _full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Full from error
        raise
