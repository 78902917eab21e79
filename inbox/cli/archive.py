"""The archive of a backup: a tar file whose last member, the manifest, names all others with their sizes and hashes.

An archive that was cut off has no manifest, so it is never taken for a whole one.
"""

import contextlib
import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_MAX = 256 * 2**20
BLOCK = 2**20


class BadArchive(Exception):
    """What is wrong with an archive, in one line; nothing of it may be used."""


@dataclass(frozen=True)
class Member:
    """One file in it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Facts:
    """What an archive says of itself."""

    database: str  # sqlite or postgresql
    revision: str  # of the schema
    made_at: str
    format: int = FORMAT


class Writer:
    """Puts files into an archive, one after the other."""

    def __init__(self, file):
        self._tar = tarfile.TarFile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self.members: list[Member] = []

    def add(self, name: str, path: Path) -> None:
        """That file under that name, as it is now. Raises OSError."""
        with open(path, "rb") as source:
            header = tarfile.TarInfo(name)
            header.size, header.mode = os.fstat(source.fileno()).st_size, 0o600
            reading = _Hashing(source, header.size)
            self._tar.addfile(header, reading)
        self.members.append(Member(name, header.size, reading.sha256))

    def close(self, facts: Facts) -> None:
        """Adds the manifest: from now on it is an archive."""
        text = json.dumps(_signed({**asdict(facts), "members": [asdict(member) for member in self.members]})).encode()
        header = tarfile.TarInfo(MANIFEST)
        header.size, header.mode = len(text), 0o600
        self._tar.addfile(header, BytesIO(text))
        self._tar.close()


class _Hashing:
    """Reads a file of a size that is already promised, and knows the hash of what was read."""

    def __init__(self, source, size: int):
        self._source, self._left, self._hash = source, size, hashlib.sha256()

    def read(self, count: int) -> bytes:
        data = self._source.read(min(count, self._left))
        self._left -= len(data)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def unpack(path: Path, folder: Path) -> tuple[Facts, list[Member]]:
    """Puts all files of the archive into that folder, each checked against the manifest. Raises BadArchive, OSError."""
    found, manifest = [], None
    with _opened(path) as tar:
        for header in tar:
            if manifest is not None or not header.isreg():
                raise BadArchive("it holds what no backup holds")
            if header.name == MANIFEST:
                manifest = _read_manifest(tar, header)
            else:
                found.append(_unpack_one(tar, header, folder))
    if manifest is None:
        raise BadArchive("its end is missing")
    facts, promised = manifest
    if facts.format != FORMAT:
        raise BadArchive(f"it has format {facts.format}, and this Halle knows {FORMAT}")
    if found != promised:
        wrong = min((member.name for member in set(found) ^ set(promised)), default="the order")
        raise BadArchive(f"checksum: {wrong} is not what was backed up")
    return facts, found


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise BadArchive(f"it is no archive, or was cut off ({error})") from error


def _unpack_one(tar: tarfile.TarFile, header: tarfile.TarInfo, folder: Path) -> Member:
    target = folder / _safe(header.name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    sha256 = hashlib.sha256()
    with os.fdopen(descriptor, "wb") as file:
        source = tar.extractfile(header)
        while data := source.read(BLOCK):
            sha256.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Member(header.name, header.size, sha256.hexdigest())


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise BadArchive("it holds a name that leads elsewhere")
    return path


def _read_manifest(tar: tarfile.TarFile, header: tarfile.TarInfo) -> tuple[Facts, list[Member]]:
    if header.size > MANIFEST_MAX:
        raise BadArchive("its manifest is too large")
    try:
        said = json.loads(tar.extractfile(header).read())
        if said != _signed({key: value for key, value in said.items() if key != "sha256"}):
            raise BadArchive("checksum: the manifest was changed")
        facts = Facts(**{name: said[name] for name in Facts.__dataclass_fields__})
        return facts, [Member(**member) for member in said["members"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadArchive("its manifest cannot be read") from error


def _signed(said: dict) -> dict:
    text = json.dumps(said, sort_keys=True).encode()
    return {**said, "sha256": hashlib.sha256(text).hexdigest()}
