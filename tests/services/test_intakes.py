"""Intakes: what has arrived is stored once, looked at, and never lost on the way."""

import errno
import hashlib
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.models.attachment import AVAILABLE, FAILED, PROCESSING, UNSCANNED, Attachment
from inbox.models.content import AVAILABLE as HERE
from inbox.models.content import CLEAN, UNCHECKED, Content
from inbox.models.message import Message
from inbox.services import intakes, messages, moves, uploads
from inbox.storage import ABSENT, HOT, arriving, local, store
from inbox.storage.local import transfer
from tests import samples
from tests.cast import Cast
from tests.clamd import BAD, Told
from tests.files import attachments_of, content_of, sent, stored, stored_state, uploaded
from tests.services.dying import Died, dying

pytestmark = pytest.mark.thorough


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read(cast, digest) -> bytes:
    with cast.app.app_context():
        return b"".join(store().open(digest))


def arrived_path(cast, row):
    with cast.app.app_context():
        return arriving.path(row.token)


@pytest.fixture
def clamd():
    server = Told()
    yield server
    server.stop()


def test_a_file_that_arrived_is_stored_under_what_it_holds(cast, ana, bo):
    message = sent(cast, ana, bo, "plan.pdf", content=samples.pdf())
    (row,) = attachments_of(cast, message)
    before = message.changed_seq
    assert cast.do(intakes.take_in, row.id)
    (row,), content = attachments_of(cast, message), content_of(cast, message)
    assert (row.state, row.content_id) == (AVAILABLE, content.id)
    assert (content.digest, content.size) == (digest_of(samples.pdf()), len(samples.pdf()))
    assert (content.state, content.kind, content.verdict) == (HERE, "application/pdf", UNCHECKED)
    assert samples.WORDS in content.words
    assert read(cast, content.digest) == samples.pdf()
    assert not arrived_path(cast, row).exists()
    assert cast.row(Message, message.id).changed_seq > before, "an open page draws its card anew"


def test_a_picture_gets_a_thumbnail_whatever_it_is_called(cast, ana, bo):
    content = content_of(cast, stored(cast, ana, bo, "notes.txt", content=samples.png(size=(1600, 800))))
    assert (content.kind, content.width, content.height) == ("image/png", 640, 320)
    with cast.app.app_context():
        assert store().thumbnail(content.digest).startswith(b"RIFF")


def test_a_picture_that_means_harm_is_stored_and_not_drawn(cast, ana, bo):
    content = content_of(cast, stored(cast, ana, bo, "a.png", content=samples.huge_png(100_000, 100_000)))
    assert (content.kind, content.width) == ("image/png", None)


def test_what_is_called_a_picture_and_is_none_is_none(cast, ana, bo):
    content = content_of(cast, stored(cast, ana, bo, "a.png", content=b"<svg><script>alert(1)</script></svg>"))
    assert (content.kind, content.width) == ("image/svg+xml", None)


def test_equal_files_are_stored_once(cast, ana, bo, dev):
    first = stored(cast, ana, bo, "a.txt", content=b"same")
    second = stored(cast, dev, bo, "b.txt", content=b"same")
    assert content_of(cast, first).id == content_of(cast, second).id
    assert cast.count(Content) == 1


def test_taking_in_twice_is_taking_in_once(cast, ana, bo):
    message = stored(cast, ana, bo, content=b"x")
    seq = cast.row(Message, message.id).changed_seq
    (row,) = attachments_of(cast, message)
    assert cast.do(intakes.take_in, row.id) and cast.do(intakes.take_in, 10**9)
    assert cast.row(Message, message.id).changed_seq == seq


def test_a_file_that_is_not_sent_yet_is_taken_in_too(cast, ana, bo):
    row = uploaded(cast, ana, bo, content=samples.pdf())
    assert cast.do(intakes.take_in, row.id)
    assert cast.row(Attachment, row.id).state == AVAILABLE
    cast.do(messages.send, ana, bo, "", secrets.token_hex(8), files=[row.token])
    (row,) = cast.rows(select(Attachment))
    assert row.message_id and row.content_id


def test_what_was_taken_back_meanwhile_leaves_nothing(cast, ana, bo, monkeypatch):
    row = uploaded(cast, ana, bo, content=b"unwanted")
    look = intakes._look

    def cancelled(path, digest):
        seen = look(path, digest)
        uploads.cancel(ana, row.token)
        return seen

    monkeypatch.setattr(intakes, "_look", cancelled)
    assert cast.do(intakes.take_in, row.id)
    cast.do(moves.go_on)
    assert cast.count(Attachment) == cast.count(Content) == 0
    assert stored_state(cast, digest_of(b"unwanted")) == ABSENT


def test_a_file_that_was_lost_before_it_was_stored_is_said_to_be(cast, ana, bo, logged):
    message = sent(cast, ana, bo, "plan.pdf")
    (row,) = attachments_of(cast, message)
    arrived_path(cast, row).unlink()
    assert cast.do(intakes.take_in, row.id)
    assert attachments_of(cast, message)[0].state == FAILED
    assert "file lost" in logged.text and "plan.pdf" not in logged.text
    assert cast.row(Message, message.id).changed_seq > message.changed_seq


def test_the_same_again_revives_what_is_about_to_be_deleted(cast, ana, bo):
    message = stored(cast, ana, bo, content=b"same")
    content = content_of(cast, message)
    cast.do(messages.delete, ana, message.id)
    again = stored(cast, ana, bo, content=b"same")
    assert content_of(cast, again).id == content.id
    cast.do(moves.go_on)
    assert read(cast, content.digest) == b"same"


def test_a_scanner_sees_each_file_before_anybody_else(make_app, clamd):
    cast = Cast(make_app(HALLE_CLAMD_URL=clamd.url))
    ana, bo = cast.person("ana"), cast.person("bo")
    assert content_of(cast, stored(cast, ana, bo, content=b"fine")).verdict == CLEAN


def test_a_harmful_file_never_gets_into_the_store(make_app, clamd, logged):
    cast = Cast(make_app(HALLE_CLAMD_URL=clamd.url))
    message = sent(cast, cast.person("ana"), cast.person("bo"), content=b"harmful " + BAD)
    (row,) = attachments_of(cast, message)
    assert cast.do(intakes.take_in, row.id)
    (row,) = attachments_of(cast, message)
    assert (row.state, row.content_id) == (FAILED, None)
    assert stored_state(cast, digest_of(b"harmful " + BAD)) == ABSENT
    assert not arrived_path(cast, row).exists()
    assert "harmful file" in logged.text


def test_while_the_scanner_is_away_a_file_waits_for_it(make_app, clamd):
    cast = Cast(make_app(HALLE_CLAMD_URL=clamd.url))
    message = sent(cast, cast.person("ana"), cast.person("bo"), content=b"fine")
    (row,) = attachments_of(cast, message)
    clamd.answer = b""
    assert not cast.do(intakes.take_in, row.id)
    assert attachments_of(cast, message)[0].state == PROCESSING
    clamd.answer = None
    assert cast.do(intakes.take_in, row.id)
    assert attachments_of(cast, message)[0].state == AVAILABLE


def test_a_file_that_is_too_large_for_the_scanner_ends_as_one_that_nobody_can_have(make_app, clamd, logged):
    cast, clamd.most = Cast(make_app(HALLE_CLAMD_URL=clamd.url)), 100
    ana, bo = cast.person("ana"), cast.person("bo")
    message = sent(cast, ana, bo, "raw.mov", content=b"x" * 5000)
    (row,) = attachments_of(cast, message)
    assert cast.do(intakes.take_in, row.id), "another try would change nothing"
    assert attachments_of(cast, message)[0].state == UNSCANNED and not arrived_path(cast, row).exists()
    assert "StreamMaxLength" in logged.text
    tab = cast.logged_in(bo)
    assert "Too large for the virus check here" in tab.read("/inbox/ana").messages[0].text
    answer = tab.get(f"/files/{row.token}")
    assert answer.status_code == 409 and "can share a cloud link instead" in answer.page.alert
    mine = uploaded(cast, ana, bo, "too.mov", content=b"x" * 5000)
    cast.do(intakes.take_in, mine.id)
    tab = cast.logged_in(ana)
    assert "Too large for the virus check here. Share a cloud link instead" in tab.read("/inbox/bo").one("#unsent").text
    assert not tab.read("/inbox/bo").has("input[name=upload]")


def test_what_is_known_to_be_clean_is_not_scanned_again(make_app, clamd):
    cast = Cast(make_app(HALLE_CLAMD_URL=clamd.url))
    ana, bo = cast.person("ana"), cast.person("bo")
    stored(cast, ana, bo, content=b"fine")
    clamd.answer = b"stream: Whatever FOUND\0"
    assert content_of(cast, stored(cast, ana, bo, content=b"fine"))


def test_what_came_before_the_scanner_is_scanned_when_it_comes_again(make_app, clamd):
    cast = Cast(make_app())
    ana, bo = cast.person("ana"), cast.person("bo")
    stored(cast, ana, bo, content=b"old")
    scanning = Cast(make_app(HALLE_CLAMD_URL=clamd.url))
    assert content_of(scanning, stored(scanning, ana, bo, content=b"old")).verdict == CLEAN


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["intakes._note", "store.put", "store.put_thumbnail", "intakes._refer", "attachments.stamp"])
def test_who_dies_at_any_step_loses_nothing_and_the_next_run_ends_it(cast, ana, bo, step, when):
    data = samples.png(size=(900, 900))
    message = sent(cast, ana, bo, content=data)
    (row,) = attachments_of(cast, message)
    with cast.app.app_context(), dying(cast, step, when), pytest.raises(Died):
        intakes.take_in(row.id)
    cast.do(moves.go_on)  # whatever sweeps meanwhile deletes nothing that is needed
    assert cast.do(intakes.take_in, row.id)
    content = content_of(cast, message)
    assert (content.state, content.width) == (HERE, 640)
    assert read(cast, content.digest) == data and stored_state(cast, content.digest) == HOT
    assert not arrived_path(cast, row).exists()


def test_what_does_not_fit_waits_and_keeps_nobody_from_the_rest(cast, ana, bo, monkeypatch):
    """A disk that is full for a large one may have room for others."""
    large, small = sent(cast, ana, bo, content=b"x" * 100), sent(cast, ana, bo, content=b"small")

    def fits(source, target):
        if source.stat().st_size >= 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        transfer(source, target)

    clock.move(timedelta(minutes=3))
    with monkeypatch.context() as patched:
        patched.setattr(local, "transfer", fits)
        assert cast.do(intakes.go_on) == 1
    assert [attachments_of(cast, message)[0].state for message in (large, small)] == [PROCESSING, AVAILABLE]
    assert cast.do(intakes.go_on) == 1
    assert read(cast, content_of(cast, large).digest) == b"x" * 100
