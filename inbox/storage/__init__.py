"""The only door to the bytes that people send: hot, where they can be read at once, and cold, whence they come back
only after a while. What equals is one: bytes go by the SHA-256 of what they are, their digest.

`store()` is the one that STORAGE_URL names. All of its verbs may run twice, and a process that is killed within one
leaves something that the next run ends; who must be alone meanwhile takes `exclusive(digest)`.
"""

import os
from urllib.parse import urlsplit

from flask import current_app

from inbox.storage.store import ABSENT, ARCHIVED, HOT, RESTORING, NotAvailable, StorageError, Store, Unreachable

__all__ = ["ABSENT", "ARCHIVED", "HOT", "RESTORING", "NotAvailable", "StorageError", "Store", "Unreachable", "store"]


def store() -> Store:
    """The store of the running application; each process has its own."""
    kept = current_app.extensions.setdefault("stores", {})
    pid = os.getpid()  # a connection is never used by two
    if pid not in kept:
        kept.clear()
        kept[pid] = _made()
    return kept[pid]


def _made() -> Store:
    chosen = current_app.config["HALLE"]
    if urlsplit(chosen.storage_url).scheme == "s3":
        from inbox.storage.s3 import S3Store  # noqa: PLC0415 (30 MB that only this one needs)

        return S3Store(chosen.storage_url)
    from inbox.storage.local import LocalStore  # noqa: PLC0415 (the import goes up otherwise)

    return LocalStore(chosen.files_folder, chosen.cold, chosen.restore_minutes)
