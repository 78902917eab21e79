"""F29, of stores: a disk that is really full. What was to be kept stays where it was, nothing half-written is left, and
with room all goes on."""

import hashlib
from datetime import timedelta

import pytest

from inbox import clock
from inbox.models.attachment import PROCESSING, Attachment
from inbox.models.content import ARCHIVED, ARCHIVING, AVAILABLE
from inbox.services import intakes, moves, uploads
from inbox.storage import HOT, Unreachable, arriving
from inbox.storage.local import LocalStore
from jobs.sweep_files import sweep_files
from tests import samples
from tests.cast import Cast
from tests.files import attachments_of, content_of, sent, stored, stored_state

DATA = b"what was sent " * 5_000
DIGEST = hashlib.sha256(DATA).hexdigest()


def left_on(disk) -> list:
    """The files there, but for the ballast."""
    return [path for path in disk.place.rglob("*") if path.is_file() and path != disk.place / "ballast"]


def test_what_does_not_fit_stays_where_it_arrived(small_disk, tmp_path):
    store, source = LocalStore(small_disk.place / "files"), tmp_path / "arrived"
    source.write_bytes(DATA)
    small_disk.fill()
    for _ in range(2):
        with pytest.raises(Unreachable, match="No space"):
            store.put(source, DIGEST)
        assert source.read_bytes() == DATA and left_on(small_disk) == []
    small_disk.empty()
    store.put(source, DIGEST)
    assert b"".join(store.open(DIGEST)) == DATA and not source.exists()


def test_without_room_for_the_cold_it_stays_hot_and_the_sweep_goes_on(make_app, small_disk):
    cast = Cast(make_app(REDIS_URL="", HALLE_COLD_FOLDER=str(small_disk.place / "cold")))
    ana, bo = cast.person("ana"), cast.person("bo")
    messages = [stored(cast, ana, bo, content=DATA + bytes([number])) for number in range(2)]
    contents = [content_of(cast, message) for message in messages]
    small_disk.fill()
    clock.move(timedelta(days=800))
    assert cast.do(moves.archive_due) == 0
    assert [content_of(cast, message).state for message in messages] == [ARCHIVING] * 2
    assert stored_state(cast, contents[0].digest) == HOT
    tab, url = cast.logged_in(bo), f"/files/{attachments_of(cast, messages[0])[0].token}"
    answer = tab.get(url)
    assert (answer.status_code, answer.data[:4]) in ((200, DATA[:4]), (409, b"<!do"))
    small_disk.empty()
    cast.do(sweep_files)
    assert {content_of(cast, message).state for message in messages} <= {ARCHIVED, AVAILABLE}
    assert content_of(cast, messages[1]).state == ARCHIVED


def test_a_picture_that_cannot_be_stored_is_served_from_where_it_arrived_until_there_is_room(make_app, small_disk):
    cast = Cast(make_app(REDIS_URL="", STORAGE_URL=f"file:{small_disk.place}/files"))
    ana, bo = cast.person("ana"), cast.person("bo")
    picture = samples.png()
    message = sent(cast, ana, bo, "a.png", content=picture)
    cast.do(uploads.begin, ana, bo, "given up", 5)
    row = attachments_of(cast, message)[0]
    small_disk.fill()
    with pytest.raises(Unreachable):
        cast.do(intakes.take_in, row.id)
    clock.move(timedelta(hours=25))
    cast.do(sweep_files)  # what makes room is done all the same
    assert cast.count(Attachment) == 1
    assert attachments_of(cast, message)[0].state == PROCESSING
    assert left_on(small_disk) == []
    tab = cast.logged_in(bo)
    assert tab.get(f"/files/{row.token}").data == picture
    small_disk.empty()
    cast.do(sweep_files)
    assert content_of(cast, message).width
    assert tab.get(f"/files/{row.token}").data == picture
    assert tab.get(f"/files/{row.token}/thumbnail").data.startswith(b"RIFF")
    with cast.app.app_context():
        assert list(arriving.folder().iterdir()) == []


def test_one_that_fits_without_its_small_picture_gets_that_later(make_app, small_disk, monkeypatch):
    """The last bytes of the disk went for the file itself."""
    cast = Cast(make_app(REDIS_URL="", STORAGE_URL=f"file:{small_disk.place}/files"))
    ana, bo = cast.person("ana"), cast.person("bo")
    message = sent(cast, ana, bo, "a.png", content=samples.png())
    row, put = attachments_of(cast, message)[0], LocalStore.put

    def put_and_fill(store, source, digest):
        put(store, source, digest)
        small_disk.fill()

    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "put", put_and_fill)
        with pytest.raises(Unreachable):
            cast.do(intakes.take_in, row.id)
    tab = cast.logged_in(bo)
    assert tab.get(f"/files/{row.token}").data == samples.png()  # though no row refers to it yet
    small_disk.empty()
    assert cast.do(intakes.take_in, row.id)
    assert tab.get(f"/files/{row.token}/thumbnail").data.startswith(b"RIFF")
