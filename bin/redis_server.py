"""The embedded Redis: which program to run, where its socket is, and whether it answers."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

OLDEST = (6, 2)
LONGEST_SOCKET_PATH = 107
"""Bytes that the kernel takes for the path of a unix socket."""


class NoServer(Exception):
    """No program that can be embedded; the text says what to do."""


def find(wheels: list[str]) -> str:
    """The server to run: one on PATH that is new enough, else the first of these that starts."""
    on_path = filter(None, map(shutil.which, ("redis-server", "valkey-server")))
    for program in [*on_path, *wheels]:
        if version(program) >= OLDEST:
            return program
    raise NoServer("No Redis: install redis-server 6.2 or newer (apt-get install redis-server), or set REDIS_URL.")


def version(program: str) -> tuple[int, ...]:
    """The version of that server; (0,) when it does not run here."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.search(r"\bv=(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, found.groups())) if found else (0,)


def socket_path(data: Path) -> Path:
    """Where the socket of that data folder is: in it, or in a short folder of its own when its name is too long."""
    path = data / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = f"halle-{os.getuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise NoServer(f"{folder} belongs to somebody else: set XDG_RUNTIME_DIR or a shorter HALLE_DATA.")
    return folder / "redis.sock"


def url(path: Path) -> str:
    """REDIS_URL of the server on that socket."""
    return f"unix://{quote(str(path))}?db=0"


def command(program: str, data: Path) -> list[str]:
    """Runs that server on its socket alone, each change kept within a second."""
    folder = data / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    return [
        program, "--port", "0", "--unixsocket", str(socket_path(data)), "--unixsocketperm", "700",
        "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning",
    ]  # fmt: skip


def answers(path: Path) -> bool:
    """Whether the server on that socket takes commands."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(0.5)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
