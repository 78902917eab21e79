"""What every store keeps to, whatever is behind it."""

import hashlib
import os
import secrets
from datetime import timedelta

import pytest

from inbox import clock
from inbox.storage import ABSENT, ARCHIVED, HOT, RESTORING, NotAvailable
from inbox.storage.local import LocalStore
from tests.plugins.stores import make_bucket, url_of

MIB = 2**20
NOWHERE = hashlib.sha256(b"nobody put this here").hexdigest()


class Shelf:
    """A store, and what to do until a restore is ready."""

    def __init__(self, store, folder, wait):
        self.store, self._folder, self.wait = store, folder, wait

    def arrived(self, data: bytes) -> tuple:
        """A file with that content, and its digest."""
        source = self._folder / secrets.token_hex(8)
        source.write_bytes(data)
        return source, hashlib.sha256(data).hexdigest()

    def put(self, data: bytes) -> str:
        source, digest = self.arrived(data)
        self.store.put(source, digest)
        return digest

    def read(self, digest: str, *where) -> bytes:
        return b"".join(self.store.open(digest, *where))


def folder(tmp_path, request) -> Shelf:
    return _local(tmp_path, None)


def two_disks(tmp_path, request) -> Shelf:
    cold = request.getfixturevalue("folder") / f"cold-{secrets.token_hex(4)}"
    cold.mkdir()
    if cold.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk here, not even one in memory")
    return _local(tmp_path, cold)


def _local(tmp_path, cold) -> Shelf:
    clock.freeze(clock.now())
    return Shelf(LocalStore(tmp_path / "files", cold, 60), tmp_path, lambda: clock.move(timedelta(minutes=60)))


def seaweed(tmp_path, request) -> Shelf:
    return _s3(tmp_path, url_of(request.getfixturevalue("seaweed").endpoint, f"b{secrets.token_hex(8)}"))


def cold_class(tmp_path, request) -> Shelf:
    server = request.getfixturevalue("moto")
    server.restores_take(3)
    return _s3(tmp_path, url_of(server.endpoint, f"b{secrets.token_hex(8)}", cold="GLACIER"))


def _s3(tmp_path, url) -> Shelf:
    from inbox.storage.s3 import S3Store  # noqa: PLC0415 (takes a second, and the fast part does without)

    store = S3Store(make_bucket(url))
    return Shelf(store, tmp_path, lambda: None)


real = pytest.mark.stack
STORES = [folder, two_disks, pytest.param(seaweed, marks=real), pytest.param(cold_class, marks=real)]


@pytest.fixture(params=STORES)
def shelf(request, tmp_path) -> Shelf:
    return request.param(tmp_path, request)


def restored(shelf, digest) -> bool:
    """Whether it is back, after as many looks as any store needs."""
    shelf.wait()
    return any(shelf.store.finish_restore(digest) for _ in range(10))


@pytest.mark.parametrize("size", [0, 1, MIB, 20 * MIB])  # the last is sent in parts
def test_what_was_put_is_read_whole_or_in_part(shelf, size):
    data = os.urandom(size)
    source, digest = shelf.arrived(data)
    shelf.store.put(source, digest)
    assert not source.exists()
    assert (shelf.store.restore_state(digest), shelf.store.size(digest)) == (HOT, size)
    assert shelf.read(digest) == data
    for start, length in (
        (0, 1),
        (size // 2, None),
        (max(size - 5, 0), 5),
        (max(size - 5, 0), 50),
        (3, 0),
        (7, 400_000),
    ):
        end = None if length is None else start + length
        assert shelf.read(digest, start, length) == data[start:end], (start, length)


def test_putting_it_again_changes_nothing(shelf):
    digest = shelf.put(b"the same")
    assert shelf.put(b"the same") == digest
    source, _ = shelf.arrived(b"the same")
    source.unlink()
    shelf.store.put(source, digest)  # a second run of what was killed after its work
    assert shelf.read(digest) == b"the same"


def test_what_never_arrived_is_not_put(shelf):
    source, digest = shelf.arrived(b"gone")
    source.unlink()
    with pytest.raises(NotAvailable):
        shelf.store.put(source, digest)
    assert shelf.store.restore_state(digest) == ABSENT


def test_what_is_nowhere_is_said_before_the_first_byte(shelf):
    for verb in ("open", "size", "archive", "request_restore", "finish_restore"):
        with pytest.raises(NotAvailable):
            getattr(shelf.store, verb)(NOWHERE)
    assert shelf.store.restore_state(NOWHERE) == ABSENT
    assert shelf.store.path(NOWHERE) is None and shelf.store.thumbnail(NOWHERE) is None
    shelf.store.delete(NOWHERE)


def test_into_the_cold_and_back_each_step_twice(shelf):
    data = os.urandom(3 * MIB)
    digest = shelf.put(data)
    for _ in range(2):
        shelf.store.archive(digest)
        assert shelf.store.restore_state(digest) == ARCHIVED
        assert shelf.store.path(digest) is None
        for verb in ("open", "size"):
            with pytest.raises(NotAvailable):
                getattr(shelf.store, verb)(digest)
    for _ in range(2):
        shelf.store.request_restore(digest)
        assert shelf.store.restore_state(digest) == RESTORING
    assert restored(shelf, digest)
    assert shelf.store.finish_restore(digest)
    assert shelf.store.restore_state(digest) == HOT and shelf.read(digest) == data
    shelf.store.request_restore(digest)  # of what is there: nothing to do
    assert shelf.store.restore_state(digest) == HOT
    shelf.store.archive(digest)
    assert shelf.store.restore_state(digest) == ARCHIVED


def test_nothing_comes_back_that_nobody_asked_for(shelf):
    digest = shelf.put(b"cold")
    shelf.store.archive(digest)
    if shelf.store.restore_state(digest) == ARCHIVED:
        assert not shelf.store.finish_restore(digest)
        assert shelf.store.restore_state(digest) == ARCHIVED


def test_who_sends_again_what_is_in_the_cold_has_it_at_once(shelf):
    digest = shelf.put(b"old and new")
    shelf.store.archive(digest)
    shelf.put(b"old and new")
    assert shelf.store.restore_state(digest) == HOT and shelf.read(digest) == b"old and new"
    shelf.store.delete(digest)
    assert shelf.store.restore_state(digest) == ABSENT


@pytest.mark.parametrize("when", ["hot", "archived", "restoring"])
def test_what_is_deleted_is_nowhere(shelf, when):
    digest = shelf.put(b"gone for good")
    shelf.store.put_thumbnail(digest, b"picture")
    if when != "hot":
        shelf.store.archive(digest)
    if when == "restoring":
        shelf.store.request_restore(digest)
    for _ in range(2):
        shelf.store.delete(digest)
        assert shelf.store.restore_state(digest) == ABSENT
        assert shelf.store.thumbnail(digest) is None


def test_a_thumbnail_stays_while_its_picture_is_in_the_cold(shelf):
    digest = shelf.put(b"picture")
    assert shelf.store.thumbnail(digest) is None
    shelf.store.put_thumbnail(digest, b"first")
    shelf.store.put_thumbnail(digest, b"small")
    shelf.store.archive(digest)
    assert shelf.store.thumbnail(digest) == b"small"


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 62 + "/x"])
def test_what_is_no_digest_is_no_name(shelf, name):
    source, _ = shelf.arrived(b"x")
    for verb in ("open", "size", "path", "archive", "request_restore", "restore_state", "finish_restore", "delete",
                 "thumbnail"):  # fmt: skip
        with pytest.raises(ValueError, match="not a digest"):
            getattr(shelf.store, verb)(name)
    with pytest.raises(ValueError, match="not a digest"):
        shelf.store.put(source, name)
    assert source.exists()
