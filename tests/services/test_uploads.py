"""Uploads: room first, bytes at their place, nothing half-done that stays."""

import base64
import errno
import hashlib
import os
import time
from datetime import timedelta

import pytest

from inbox import clock
from inbox.errors import Conflict, Invalid, Locked, NoRoom, NotAllowed, TooLarge
from inbox.extensions import db
from inbox.models.attachment import PROCESSING, UPLOADING, Attachment
from inbox.services import blocks, messages, uploads
from inbox.storage import arriving
from tests.files import uploaded


def bytes_of(app, row) -> bytes:
    with app.app_context():
        return arriving.path(row.token).read_bytes()


def arrived(app) -> list[str]:
    """What lies in the folder."""
    with app.app_context():
        return sorted(os.listdir(arriving.folder()))


def test_bytes_arrive_in_pieces_and_the_last_one_makes_it_whole(cast, app, ana, bo):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
    assert (row.state, row.offset, row.size) == (UPLOADING, 0, 10)
    row = cast.do(uploads.receive, ana, row.token, 0, [b"he", b"llo"])
    assert (row.state, row.offset) == (UPLOADING, 5)
    row = cast.do(uploads.receive, ana, row.token, 5, [b"world"])
    assert (row.state, row.offset) == (PROCESSING, 10)
    assert bytes_of(app, row) == b"helloworld"


def test_room_is_taken_before_the_first_byte(cast, app, ana, bo):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 3_000_000)
    with app.app_context():
        assert arriving.path(row.token).stat().st_blocks * 512 >= 3_000_000


def test_an_empty_file_is_whole_at_once(cast, ana, bo):
    assert cast.do(uploads.begin, ana, bo, "empty.txt", 0).state == PROCESSING


@pytest.mark.parametrize("offset", [1, 4, 6, 2**40])
def test_bytes_for_another_place_are_refused(cast, app, ana, bo, offset):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
    cast.do(uploads.receive, ana, row.token, 0, [b"hello"])
    with pytest.raises(Conflict):
        cast.do(uploads.receive, ana, row.token, offset, [b"x"])
    assert cast.again(row).offset == 5


def test_more_bytes_than_announced_are_refused(cast, ana, bo):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 3)
    with pytest.raises(Invalid):
        cast.do(uploads.receive, ana, row.token, 0, [b"four"])
    assert cast.again(row).offset == 0


def test_what_was_written_and_not_recorded_is_written_over(cast, app, ana, bo):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 4)

    def dies():
        yield b"xx"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cast.do(uploads.receive, ana, row.token, 0, dies())
    assert cast.again(row).offset == 0
    row = cast.do(uploads.receive, ana, row.token, 0, [b"good"])
    assert bytes_of(app, row) == b"good"


def test_a_long_piece_is_recorded_on_its_way(cast, ana, bo, monkeypatch):
    monkeypatch.setattr(uploads, "STEP", 4)
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 12)

    def dies():
        yield from (b"1234", b"5678")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cast.do(uploads.receive, ana, row.token, 0, dies())
    assert cast.again(row).offset == 8


def test_one_writes_at_a_time(cast, app, ana, bo):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
    with app.app_context(), arriving.writing(row.token), pytest.raises(Locked):
        cast.do(uploads.receive, ana, row.token, 0, [b"hello"])
    assert cast.do(uploads.receive, ana, row.token, 0, [b"hello"]).offset == 5


def checksum(algorithm: str, data: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@pytest.mark.parametrize("algorithm", uploads.ALGORITHMS)
def test_bytes_that_changed_on_their_way_are_not_kept(cast, app, ana, bo, algorithm):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
    expected = uploads.Checksum.read(checksum(algorithm, b"hello"))
    with pytest.raises(uploads.WrongChecksum):
        cast.do(uploads.receive, ana, row.token, 0, [b"hallo"], expected)
    assert cast.again(row).offset == 0
    assert cast.do(uploads.receive, ana, row.token, 0, [b"hello"], expected).offset == 5


@pytest.mark.parametrize("header", ["", "sha1", "sha1 x", "md5 " + "A" * 22 + "==", "sha256 AAAA", "sha1 " + "é" * 28])
def test_a_checksum_that_is_none_is_refused(header):
    with pytest.raises(Invalid):
        uploads.Checksum.read(header)


def test_a_byte_more_than_the_limit_is_refused_with_the_way_out(make_app, cast, ana, bo):
    app = make_app(HALLE_FILE_MAX="1000")
    cast.app = app
    with pytest.raises(TooLarge) as refused:
        cast.do(uploads.begin, ana, bo, "raw.mov", 1001)
    with app.app_context():
        assert "over the 1,000 bytes limit" in str(refused.value.sentence)
        assert "Share a cloud link" in str(refused.value.sentence)
    assert cast.do(uploads.begin, ana, bo, "raw.mov", 1000).size == 1000
    with pytest.raises(TooLarge):
        cast.do(uploads.take, ana, bo, "raw.mov", [b"x" * 600, b"x" * 401], 5000)
    assert cast.count(Attachment) == 1
    assert len(arrived(app)) == 1


@pytest.mark.parametrize("size", [-1, None])
def test_a_file_has_a_length(cast, ana, bo, size):
    with pytest.raises(Invalid):
        cast.do(uploads.begin, ana, bo, "plan.pdf", size)


def test_a_file_of_unknown_length_ends_where_it_ends(cast, app, ana, bo, monkeypatch):
    monkeypatch.setattr(uploads, "STEP", 4)
    row = cast.do(uploads.take, ana, bo, "C:\\Desktop\\plan.pdf", [b"hello", b"world"], 5000)
    assert (row.name, row.size, row.offset, row.state) == ("plan.pdf", 10, 10, PROCESSING)
    assert bytes_of(app, row) == b"helloworld"


def full(*_):
    raise OSError(errno.ENOSPC, "as it happens")


def test_a_full_disk_is_said_and_leaves_nothing(cast, app, ana, bo, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fallocate", full)
        with pytest.raises(NoRoom):
            cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
        with pytest.raises(NoRoom):
            cast.do(uploads.take, ana, bo, "plan.pdf", [b"hello"], 5000)
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 5)
    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        with pytest.raises(NoRoom):
            cast.do(uploads.receive, ana, row.token, 0, [b"hello"])
    assert (cast.count(Attachment), arrived(app)) == (1, [row.token])
    assert cast.do(uploads.receive, ana, row.token, 0, [b"hello"]).state == PROCESSING  # once there is room


def test_some_room_is_left_for_the_database(make_app, cast, ana, bo):
    cast.app = make_app(HALLE_DISK_SPARE_MIB="1000000")
    with pytest.raises(NoRoom):
        cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
    assert cast.count(Attachment) == 0


def test_half_done_uploads_take_the_room_that_they_asked_for(make_app, cast, ana, bo, chloe):
    cast.app = make_app(HALLE_UPLOADS_MIB="1")
    cast.do(uploads.begin, ana, bo, "a", 600_000)
    with pytest.raises(NoRoom):
        cast.do(uploads.begin, ana, chloe, "b", 600_000)
    cast.do(uploads.begin, cast.person("cy"), bo, "c", 600_000)  # everybody has room of their own


def test_nobody_begins_any_number_of_uploads(make_app, cast, ana, bo):
    cast.app = make_app(HALLE_UPLOADS_MAX="3")
    rows = [cast.do(uploads.begin, ana, bo, "a", 5) for _ in range(3)]
    with pytest.raises(NotAllowed):
        cast.do(uploads.begin, ana, bo, "a", 5)
    cast.do(uploads.cancel, ana, rows[0].token)
    cast.do(uploads.begin, ana, bo, "a", 5)


def test_nobody_uploads_for_those_whom_they_may_not_write_to(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    cast.do(blocks.block, bo, ana)
    with pytest.raises(NotAllowed):
        cast.do(uploads.begin, ana, bo, "plan.pdf", 5)
    with pytest.raises(NotAllowed):
        cast.do(uploads.begin, ana, ana, "plan.pdf", 5)


def test_only_its_owner_finds_an_upload(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    for stranger in (bo, cast.person("dev")):
        assert cast.do(uploads.own, stranger, row.token) is None
        assert cast.do(uploads.cancel, stranger, row.token) is False
        with pytest.raises(NotAllowed):
            cast.do(uploads.receive, stranger, row.token, row.size, [])
    assert cast.do(uploads.own, ana, row.token).id == row.id


def test_one_that_is_taken_back_leaves_nothing(cast, app, ana, bo):
    row = uploaded(cast, ana, bo)
    assert cast.do(uploads.cancel, ana, row.token) is True
    assert (cast.count(Attachment), arrived(app)) == (0, [])
    assert cast.do(uploads.cancel, ana, row.token) is False
    with pytest.raises(NotAllowed):
        cast.do(uploads.receive, ana, row.token, 0, [b"x"])


def test_what_was_sent_is_no_upload_any_more(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    cast.do(messages.send, ana, bo, "", "k", files=[row.token])
    assert cast.do(uploads.cancel, ana, row.token) is False
    assert cast.again(row).state == PROCESSING


def test_what_does_not_go_on_is_given_up(cast, app, ana, bo):
    half, whole = cast.do(uploads.begin, ana, bo, "half", 5), uploaded(cast, ana, bo)
    clock.move(timedelta(hours=23))
    assert cast.do(uploads.sweep) == 0
    clock.move(timedelta(hours=2))
    assert cast.do(uploads.sweep) == 1
    assert [row.id for row in cast.rows(db.select(Attachment))] == [whole.id]
    clock.move(timedelta(days=7))
    assert cast.do(uploads.sweep) == 1
    assert (cast.count(Attachment), arrived(app)) == (0, [])
    assert half.token != whole.token


def test_bytes_without_a_row_are_removed_once_nobody_can_be_at_it(cast, app, ana, bo):
    kept = uploaded(cast, ana, bo)
    with app.app_context():
        for token in ("a" * 32, "b" * 32):
            arriving.reserve(token, 5)
        old = time.time() - uploads.ORPHAN_SECONDS - 1
        os.utime(arriving.path("a" * 32), (old, old))
        os.utime(arriving.path(kept.token), (old, old))
        (arriving.folder() / "notes.txt").write_text("not ours")
        os.utime(arriving.folder() / "notes.txt", (old, old))
    assert cast.do(uploads.sweep) == 1
    assert arrived(app) == sorted(["b" * 32, kept.token, "notes.txt"])


def test_what_nobody_took_in_is_found(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    assert cast.do(uploads.stranded) == []
    clock.move(timedelta(minutes=3))
    assert cast.do(uploads.stranded) == [row.id]


def test_the_bytes_of_one_that_is_whole_come_again_without_harm(cast, ana, bo):
    row = uploaded(cast, ana, bo, content=b"hello")
    assert cast.do(uploads.receive, ana, row.token, 5, []).state == PROCESSING


@pytest.mark.parametrize("token", ["../secret_key", "a/b", "", "x" * 65, "a" * 19, "a\0" * 12])
def test_a_token_leads_nowhere_else(app, token):
    with app.app_context(), pytest.raises(ValueError):
        arriving.path(token)


def test_a_link_in_the_folder_is_not_followed(cast, app, ana, bo, tmp_path):
    row = cast.do(uploads.begin, ana, bo, "plan.pdf", 5)
    (tmp_path / "elsewhere").write_bytes(b".....")
    with app.app_context():
        arriving.remove(row.token)
        arriving.path(row.token).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        cast.do(uploads.receive, ana, row.token, 0, [b"hello"])
    assert (tmp_path / "elsewhere").read_bytes() == b"....."
