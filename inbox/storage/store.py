"""What every store can do, and how it fails."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

HOT, ARCHIVED, RESTORING, ABSENT = "hot", "archived", "restoring", "absent"
"""Where bytes are: to be read; in the cold; on their way back; nowhere."""
BLOCK = 256 * 1024
"""Bytes that are read at a time."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class StorageError(Exception):
    """Something is wrong with the store; the text names neither a secret nor what the bytes are."""


class NotAvailable(StorageError):
    """These bytes cannot be read: they are in the cold, or somebody removed them."""


class Unreachable(StorageError):
    """The store does not answer, or not as it should: worth another try later."""


class Store(Protocol):
    """Bytes by their digest: 64 hexadecimal digits. Any verb raises ValueError for what is no digest, and
    `Unreachable` when the store is away."""

    def put(self, source: Path, digest: str) -> None:
        """Moves that file to the hot bytes; it is gone afterwards. Nothing happens when it is gone and hot already;
        NotAvailable when it is gone and they are not."""

    def open(self, digest: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes, from `start` on, at most `length` of them. NotAvailable before the first of them is asked for."""

    def path(self, digest: str) -> Path | None:
        """The file that holds them, where there is one on this machine and they are hot."""

    def size(self, digest: str) -> int:
        """How many bytes are hot. NotAvailable when they are not."""

    def archive(self, digest: str) -> None:
        """Hot -> cold. NotAvailable when they are nowhere."""

    def request_restore(self, digest: str) -> None:
        """Begins to bring them back; a second request changes nothing. NotAvailable when they are nowhere."""

    def restore_state(self, digest: str) -> str:
        """HOT, ARCHIVED, RESTORING or ABSENT."""

    def finish_restore(self, digest: str) -> bool:
        """Ends a restore that is ready; returns whether they are hot. NotAvailable when they are nowhere."""

    def delete(self, digest: str) -> None:
        """Removes them wherever they are, and their thumbnail."""

    def put_thumbnail(self, digest: str, data: bytes) -> None:
        """Keeps a small picture of them; it stays readable while they are in the cold."""

    def thumbnail(self, digest: str) -> bytes | None:
        """That picture, if there is one."""

    def sweep(self, older_than: float) -> int:
        """Removes what killed processes left half-done, that many seconds ago or more; returns how many."""

    def folder(self) -> Path | None:
        """The folder of this machine that holds all of it, where there is one."""


def checked(digest: str) -> str:
    """The digest, which becomes part of names. Raises ValueError for anything else."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return digest
