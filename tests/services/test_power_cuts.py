"""What a power cut takes of files on their way, and that it takes nothing of one that was sent."""

import os

import pytest

from inbox import clock
from inbox.config import settings
from inbox.models.attachment import PROCESSING, UPLOADING
from inbox.services import intakes, messages, power_cuts, uploads
from inbox.storage import arriving
from inbox.storage.local import LocalStore
from tests.files import uploaded


def restarted(cast, is_other_boot: bool = True) -> int:
    """Halle starts again; on a machine that was started anew since."""
    with cast.app.app_context():
        if is_other_boot:
            (settings().data / "boot").write_text("another one")
    return cast.do(power_cuts.heed_start)


def test_what_a_power_cut_took_is_asked_for_again(cast, app, ana, bo):
    clock.freeze(clock.now())
    half, whole = cast.do(uploads.begin, ana, bo, "half", 10), uploaded(cast, ana, bo)
    cast.do(uploads.receive, ana, half.token, 0, [b"hello"])
    assert restarted(cast) == 2
    assert [(row.state, row.offset) for row in map(cast.again, (half, whole))] == [(UPLOADING, 0)] * 2
    cast.do(uploads.receive, ana, half.token, 0, [b"hel"])
    clock.move(uploads.KEPT_EVERY)
    cast.do(uploads.receive, ana, half.token, 3, [b"lo "])
    cast.do(uploads.receive, ana, half.token, 6, [b"wo"])
    assert restarted(cast) == 1 and cast.again(half).offset == 6
    assert cast.do(uploads.receive, ana, half.token, 6, [b"orld"]).state == PROCESSING
    with app.app_context():
        assert arriving.path(half.token).read_bytes() == b"hello orld"


def test_a_restart_alone_takes_nothing(cast, ana, bo):
    restarted(cast)
    row = cast.do(uploads.begin, ana, bo, "half", 10)
    cast.do(uploads.receive, ana, row.token, 0, [b"hello"])
    assert restarted(cast, is_other_boot=False) == 0
    assert cast.again(row).offset == 5


def test_what_is_sent_is_on_the_disk_before_anybody_says_so(cast, ana, bo, monkeypatch):
    kept = []
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: kept.append(os.readlink(f"/proc/self/fd/{descriptor}")))
    rows = [uploaded(cast, ana, bo, name) for name in ("first", "second")]
    cast.do(power_cuts.settle, ana, [rows[0].token])
    assert [path.rpartition("/")[2] for path in kept] == [rows[0].token]
    assert cast.again(rows[0]).kept == rows[0].size
    cast.do(messages.send, ana, bo, "", "k", files=[row.token for row in rows])
    assert [path.rpartition("/")[2] for path in kept] == [row.token for row in rows]
    assert restarted(cast) == 0
    assert [cast.again(row).state for row in rows] == [PROCESSING] * 2


def test_what_is_about_to_be_stored_is_on_the_disk_before_its_digest_is_noted(cast, app, ana, bo, monkeypatch):
    """Or what a power cut left of it would be stored under the name of the whole."""
    row = uploaded(cast, ana, bo)

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(arriving, "keep", dies)
        with pytest.raises(KeyboardInterrupt):
            cast.do(intakes.take_in, row.id)
    assert cast.again(row).digest is None
    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "put", dies)
        with pytest.raises(KeyboardInterrupt):
            cast.do(intakes.take_in, row.id)
    assert restarted(cast) == 0 and cast.again(row).digest is not None
