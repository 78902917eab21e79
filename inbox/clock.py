"""The one clock. Everything that asks for the time asks `now()`, so that a test or a drill can move it."""

import os
from datetime import UTC, datetime, timedelta

_offset = timedelta()
_frozen: datetime | None = None
_file: str | None = None
_file_mtime: int | None = None


def now() -> datetime:
    """The time in UTC, aware."""
    if _frozen is not None:
        return _frozen
    if _file is not None:
        _read_offset()
    return datetime.now(UTC) + _offset


def move(by: timedelta) -> None:
    """Moves the clock of this process forward (or back) by that much."""
    global _offset, _frozen
    if _frozen is not None:
        _frozen += by
    else:
        _offset += by


def freeze(at: datetime) -> None:
    """Stops the clock of this process at that moment."""
    global _frozen
    _frozen = at


def release() -> None:
    """Lets the clock run with the world again."""
    global _offset, _frozen
    _offset, _frozen = timedelta(), None


def follow(path: str) -> None:
    """Takes the offset, in seconds, from that file whenever the file changes: this moves a running server."""
    global _file, _file_mtime
    _file, _file_mtime = path or None, None


def _read_offset() -> None:
    global _offset, _file_mtime
    try:
        mtime = os.stat(_file).st_mtime_ns
        if mtime != _file_mtime:
            with open(_file, encoding="ascii") as file:
                _offset = timedelta(seconds=float(file.read().strip() or 0))
            _file_mtime = mtime
    except (OSError, ValueError):
        _offset, _file_mtime = timedelta(), None
