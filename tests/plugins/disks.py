"""Disks that are small, so that they can be full: in memory, mounted as root alone may."""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MIB = 2**20


class Disk:
    """One that is mounted, and the ballast on it."""

    def __init__(self, place: Path):
        self.place, self._ballast = place, place / "ballast"

    def fill(self) -> None:
        """Leaves no room for any byte more."""
        with open(self._ballast, "ab", buffering=0) as file:
            for size in (MIB, 1):
                while _writes(file, size):
                    pass

    def empty(self) -> None:
        """There is room again."""
        self._ballast.unlink(missing_ok=True)


def _writes(file, size: int) -> bool:
    try:
        return file.write(bytes(size)) > 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False


@contextmanager
def mounted(place: Path, mib: int) -> Iterator[Disk]:
    """A disk of so many MiB at that folder, which is there and empty."""
    if refused := _mount(place, mib):
        # Who is not root cannot, nor can root in most containers: it is no fault, however strict the run is.
        pytest.xfail(f"no disk can be mounted here: {refused}")
    try:
        yield Disk(place)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _mount(place: Path, mib: int) -> str:
    """Why it cannot be; nothing when it is."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "tmpfs", str(place)]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "there is no mount"
    return made.stderr.strip() if made.returncode else ""


@pytest.fixture
def small_disk(tmp_path):
    """One of a MiB."""
    place = tmp_path / "small"
    place.mkdir()
    with mounted(place, 1) as disk:
        yield disk
