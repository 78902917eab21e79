"""The project's virtual environment: made, filled with the pinned requirements, and left alone when up to date.

Standard library only: nothing else is there when this runs first.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from lifeline import die_with

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
STAMPS = VENV / "installed.json"
UNFINISHED = VENV / "unfinished"
LOCK = ROOT / ".venv.lock"
LOCALE = ROOT / "inbox" / "locale"

RUNTIME, DEV = "requirements.txt", "requirements-dev.txt"
HOLDS = {RUNTIME: (RUNTIME,), DEV: (DEV, RUNTIME)}
"""What is installed once a file is: both are compiled from the same source, and the dev set holds the other."""

if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before anything could have checked it)
    sys.exit(f"Halle needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")


def prepare(requirements: str) -> None:
    """Make the environment hold what this file pins, and compile the catalogues. Quick when all of it is there."""
    if is_ready(requirements):
        return
    with one_at_a_time():
        version = python_version() or make()
        if not is_installed(requirements, version):
            install(requirements, version)
        for catalogue in stale_catalogues():
            compile_catalogue(catalogue)


def go_inside() -> None:
    """Goes on as a process of the environment, which sees what is installed there."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [PYTHON, *sys.argv])


def is_ready(requirements: str) -> bool:
    """Whether `prepare` has nothing to do."""
    version = python_version()
    return version is not None and is_installed(requirements, version) and not stale_catalogues()


@contextlib.contextmanager
def one_at_a_time():
    """Of two starts at the same time the second waits here, and then finds the work done."""
    try:
        descriptor = os.open(LOCK, os.O_RDONLY | os.O_CREAT, 0o666)
    except OSError as error:
        sys.exit(f"Halle cannot set itself up in {ROOT}: {error.strerror}.")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def python_version() -> str | None:
    """The version of the environment's Python, or None when there is no environment that works."""
    if UNFINISHED.exists():  # pip was killed half-way: what it left cannot be trusted
        return None
    question = "import sys, importlib.util as u; print(*sys.version_info[:3], sep='.') if u.find_spec('pip') else None"
    try:
        answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return answer.stdout.strip() or None if answer.returncode == 0 else None


def make() -> str:
    """Make the environment anew, also over what is left of a broken one; returns its Python's version."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit("Halle needs Python's venv module, which this Python lacks: apt-get install python3-venv")
    print("Making .venv …", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Python could not make .venv")
    return python_version() or sys.exit(f"The new .venv does not work: {PYTHON} does not start with pip.")


def install(requirements: str, version: str) -> None:
    """Install what the file pins, every file checked against its hash."""
    if not os.access(VENV, os.W_OK):
        sys.exit(f"{VENV} is out of date and belongs to another user: run this once as that user.")
    print(f"Installing {requirements} (the first time takes a minute or two) …", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    UNFINISHED.touch()
    try:
        _run(
            [*command, "--require-hashes", "-r", str(ROOT / requirements)],
            f"pip could not install {requirements}",
        )
    finally:
        UNFINISHED.unlink()
    STAMPS.write_text(json.dumps({name: stamp(name, version) for name in HOLDS[requirements]}))


def is_installed(requirements: str, version: str) -> bool:
    """Whether the environment holds exactly this file, installed by this Python."""
    try:
        return json.loads(STAMPS.read_text()).get(requirements) == stamp(requirements, version)
    except (OSError, ValueError):
        return False


def stamp(requirements: str, version: str) -> str:
    """What identifies an installation of that file as it is now."""
    return hashlib.sha256(version.encode() + (ROOT / requirements).read_bytes()).hexdigest()


def stale_catalogues() -> list[Path]:
    """The gettext catalogues whose compiled form is missing or older."""
    return [source for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]


def compile_catalogue(source: Path) -> None:
    """Compile one catalogue; a server that reads it meanwhile sees the old one or the new one, whole."""
    draft, target = source.with_suffix(".mo.part"), source.with_suffix(".mo")
    command = [
        PYTHON,
        "-m",
        "babel.messages.frontend",
        "--quiet",
        "compile",
        "-i",
        str(source),
        "-o",
        str(draft),
    ]
    _run(command, f"{source.relative_to(ROOT)} could not be compiled")
    draft.replace(target)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _run(command: list[str], complaint: str) -> None:
    environ = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    tied = partial(die_with, os.getpid())
    if subprocess.run(command, env=environ, preexec_fn=tied, check=False).returncode != 0:
        sys.exit(f"{complaint}; the reason is above.")
