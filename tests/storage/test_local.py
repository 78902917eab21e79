"""The store that is a folder: one move, names that appear late, and what a kill leaves behind."""

import hashlib
import os
import stat
from datetime import timedelta

import pytest

from inbox import clock
from inbox.storage import ARCHIVED, HOT, RESTORING, NotAvailable
from inbox.storage.local import PART, LocalStore, transfer

DIGEST = hashlib.sha256(b"content").hexdigest()


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "files", restore_minutes=60)


@pytest.fixture
def arrived(tmp_path):
    def arriving(name="one"):
        path = tmp_path / name
        path.write_bytes(b"content")
        return path

    return arriving


def place(tmp_path, name):
    return tmp_path / "files" / name / DIGEST[:2] / DIGEST


def test_bytes_are_written_once(store, arrived):
    """What arrived is the file that is served: the same inode, not a copy."""
    source = arrived()
    inode = source.stat().st_ino
    store.put(source, DIGEST)
    assert store.path(DIGEST).stat().st_ino == inode
    store.archive(DIGEST)
    store.request_restore(DIGEST)
    clock.move(timedelta(minutes=61))
    assert store.finish_restore(DIGEST) and store.path(DIGEST).stat().st_ino == inode


def test_folders_are_for_their_owner_alone(store, arrived, tmp_path):
    store.put(arrived(), DIGEST)
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) & 0o077 == 0


def test_a_restore_takes_its_time_and_a_second_wish_does_not_begin_it_anew(store, arrived):
    clock.freeze(clock.now())
    store.put(arrived(), DIGEST)
    store.archive(DIGEST)
    store.request_restore(DIGEST)
    clock.move(timedelta(minutes=59))
    store.request_restore(DIGEST)
    assert not store.finish_restore(DIGEST) and store.restore_state(DIGEST) == RESTORING
    clock.move(timedelta(minutes=1))
    assert store.finish_restore(DIGEST)


def test_both_places_at_once_is_hot_and_either_way_ends(store, arrived, tmp_path):
    """A copy to another disk was killed before its source went: in either direction."""
    store.put(arrived(), DIGEST)
    store.archive(DIGEST)
    transfer(arrived(), place(tmp_path, "hot"))
    assert store.restore_state(DIGEST) == HOT and b"".join(store.open(DIGEST)) == b"content"
    assert store.finish_restore(DIGEST) and not place(tmp_path, "cold").exists()
    transfer(arrived(), place(tmp_path, "cold"))
    store.archive(DIGEST)
    assert store.restore_state(DIGEST) == ARCHIVED and not place(tmp_path, "hot").exists()


def test_a_wish_whose_time_cannot_be_read_has_waited_long_enough(store, arrived, tmp_path):
    store.put(arrived(), DIGEST)
    store.archive(DIGEST)
    store.request_restore(DIGEST)
    place(tmp_path, "restoring").write_bytes(b"")
    assert store.finish_restore(DIGEST)


def test_who_reads_while_it_is_archived_reads_to_the_end(store, arrived):
    store.put(arrived(), DIGEST)
    reading = store.open(DIGEST)
    store.archive(DIGEST)
    assert b"".join(reading) == b"content"


def test_a_file_that_somebody_removed_is_not_available_and_others_are(store, arrived, tmp_path):
    store.put(arrived(), DIGEST)
    other = hashlib.sha256(b"other").hexdigest()
    source = tmp_path / "other"
    source.write_bytes(b"other")
    store.put(source, other)
    place(tmp_path, "hot").unlink()
    with pytest.raises(NotAvailable):
        store.open(DIGEST)
    assert b"".join(store.open(other)) == b"other"


def test_half_written_files_are_swept_once_they_are_old(store, arrived, tmp_path):
    store.put(arrived(), DIGEST)
    parts = [place(tmp_path, name).with_name(f"{DIGEST}.0a0b{PART}") for name in ("hot", "cold")]
    for part in parts:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"cont")
    assert store.sweep(3600) == 0
    os.utime(parts[0], (0, 0))
    assert store.sweep(3600) == 1
    assert [part.exists() for part in parts] == [False, True] and store.path(DIGEST)
