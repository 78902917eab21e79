"""Folders with short paths, for sockets are in them, that are gone once this process is, however it ended."""

import atexit
import subprocess
import tempfile
from functools import cache
from pathlib import Path

SWEEP = """
while read -r place; do set -- "$@" "$place"; done
for try in 1 2 3 4 5; do rm -rf -- "$@" && break; sleep 1; done
"""
"""What writes there may itself be ending only now."""


def short_lived(prefix: str, parent: Path | None = None) -> Path:
    """A new folder, in that of temporary files if no other is named."""
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    broom = _broom()
    broom.stdin.write(f"{place}\n")
    broom.stdin.flush()
    return place


@cache
def _broom() -> subprocess.Popen:
    """Hears of our end by its input, whose other end this process alone holds, and sweeps."""
    broom = subprocess.Popen(["sh", "-c", SWEEP], stdin=subprocess.PIPE, text=True, start_new_session=True)
    atexit.register(broom.communicate)
    return broom
