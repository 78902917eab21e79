"""Files while processes are killed and others race: F17, F18, F19, and uploads of equal content beside deletions."""

import hashlib
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from inbox import clock
from inbox.extensions import db
from inbox.models.attachment import AVAILABLE as TAKEN_IN
from inbox.models.attachment import Attachment
from inbox.models.content import ARCHIVED, AVAILABLE, Content
from inbox.services import intakes, messages, moves, uploads
from inbox.storage import ABSENT, HOT, store
from inbox.storage import ARCHIVED as COLD
from inbox.transaction import transaction
from tests.cast import Cast
from tests.files import attachments_of, content_of, sent, stored, stored_state, uploaded
from tests.storage.kills import killed_at_each_line

pytestmark = [pytest.mark.heavy(3), pytest.mark.stack]
DATA = b"what was sent years ago " * 20_000


@pytest.fixture
def cast(make_app, tmp_path):
    """The cold folder is on another disk than the hot one where there are two: then bytes are copied, not renamed."""
    return Cast(make_app(REDIS_URL="", HALLE_COLD_FOLDER=str(tmp_path / "cold")))


def read(cast, digest: str) -> bytes:
    with cast.app.app_context():
        return b"".join(store().open(digest))


def state(cast, message) -> tuple[str, str]:
    content = content_of(cast, message)
    return content.state, stored_state(cast, content.digest)


@transaction
def make_due() -> None:
    db.session.execute(update(Content).where(Content.state == AVAILABLE).values(archive_on=clock.now()))


def left_overs(cast) -> list:
    with cast.app.app_context():
        places = (store().folder(), store().cold_folder())
        return [path for place in places for path in place.rglob("*.part")]


def test_an_archiver_killed_at_any_line_leaves_a_file_that_can_be_had(cast, ana, bo):
    """F17, and F6: killed, found by the sweep, in the cold exactly once; and back from there."""
    message = stored(cast, ana, bo, content=DATA)
    digest, kills = content_of(cast, message).digest, 0
    cast.do(make_due)
    for kills in killed_at_each_line(cast.app, moves.archive_due):
        row, place = state(cast, message)
        assert place in (HOT, COLD), f"line {kills}: {row}, {place}"
        cast.do(moves.go_on), cast.do(moves.archive_due)
        assert state(cast, message) == (ARCHIVED, COLD), f"line {kills}"
        cast.do(moves.open_, content_of(cast, message).id)
        cast.do(moves.go_on)
        assert state(cast, message) == (AVAILABLE, HOT) and read(cast, digest) == DATA, f"line {kills}"
        cast.do(make_due)
    assert kills > 60
    with cast.app.app_context():
        store().sweep(-1)
    assert left_overs(cast) == []


def test_a_restore_killed_at_any_line_is_ended_by_the_next_run(cast, ana, bo):
    """F18, and F6."""
    message = stored(cast, ana, bo, content=DATA)
    digest, kills = content_of(cast, message).digest, 0

    def bring_back():
        moves.open_(content_of(cast, message).id)
        moves.go_on()

    def put_away():
        cast.do(make_due), cast.do(moves.archive_due)
        assert state(cast, message) == (ARCHIVED, COLD)

    put_away()
    for kills in killed_at_each_line(cast.app, bring_back):
        cast.do(moves.open_, content_of(cast, message).id)
        cast.do(moves.go_on)
        assert state(cast, message) == (AVAILABLE, HOT) and read(cast, digest) == DATA, f"line {kills}"
        put_away()
    assert kills > 60


def test_a_deletion_killed_at_any_line_leaves_no_link_to_what_is_gone(cast, ana, bo):
    """F19."""
    kills, digest = 0, hashlib.sha256(DATA).hexdigest()
    message = stored(cast, ana, bo, content=DATA)
    cast.do(messages.delete, ana, message.id)
    for kills in killed_at_each_line(cast.app, moves.go_on):
        assert attachments_of(cast, message)[0].content_id is None
        cast.do(moves.go_on)
        assert stored_state(cast, digest) == ABSENT and cast.count(Content) == 0, f"line {kills}"
        message = stored(cast, ana, bo, content=DATA)
        cast.do(messages.delete, ana, message.id)
    assert kills > 30


def test_an_intake_killed_at_any_line_loses_no_file(cast, ana, bo):
    """What was accepted is stored by the next run, whatever the sweep did in between."""
    kills, message = 0, sent(cast, ana, bo, content=DATA)

    def take_in():
        return intakes.take_in(attachments_of(cast, message)[0].id)

    for kills in killed_at_each_line(cast.app, take_in):
        cast.do(moves.go_on)
        assert cast.do(take_in)
        content = content_of(cast, message)
        assert state(cast, message) == (AVAILABLE, HOT) and read(cast, content.digest) == DATA, f"line {kills}"
        cast.do(messages.delete, ana, message.id), cast.do(moves.go_on)
        assert stored_state(cast, content.digest) == ABSENT
        message = sent(cast, ana, bo, content=DATA)
    assert kills > 60


def race(cast, ana, bo) -> None:
    """50 uploads of equal content, each taken in; every second one is cancelled meanwhile; and a sweep that never
    rests. Whatever is left refers to bytes that are there, and when nothing is left the bytes are gone too."""
    rows = [uploaded(cast, ana, bo, f"{number}.txt", b"equal") for number in range(50)]
    digest, failures, done = hashlib.sha256(b"equal").hexdigest(), [], threading.Event()

    def guarded(work):
        def run(*args):
            try:
                with cast.app.app_context():
                    work(*args)
            except Exception as error:
                failures.append(error)

        return run

    def take(row):
        intakes.take_in(row.id)

    def cancel(row):
        uploads.cancel(ana, row.token)

    def sweep():
        while not done.is_set():
            moves.go_on()

    sweeper = threading.Thread(target=guarded(sweep))
    sweeper.start()
    with ThreadPoolExecutor(12) as pool:
        for number, row in enumerate(rows):
            pool.submit(guarded(take), row)
            if number % 2 == 0:
                pool.submit(guarded(cancel), row)
    done.set(), sweeper.join()
    assert failures == []
    left = cast.rows(select(Attachment))
    assert len(left) == 25
    for row in left:
        assert row.state == TAKEN_IN and cast.row(Content, row.content_id).state == AVAILABLE
    assert read(cast, digest) == b"equal"
    cast.do(messages.send, ana, bo, "", secrets.token_hex(8), files=[left[0].token])
    for row in left[1:]:
        cast.do(uploads.cancel, ana, row.token)
    cast.do(moves.go_on)
    assert read(cast, digest) == b"equal"
    (message,) = {row.message_id for row in cast.rows(select(Attachment))}
    cast.do(messages.delete, ana, message)
    cast.do(moves.go_on)
    assert stored_state(cast, digest) == ABSENT and cast.count(Content) == 0


def test_uploads_of_equal_content_that_race_with_deletions_leave_no_broken_reference(cast, ana, bo):
    race(cast, ana, bo)


@pytest.mark.postgres
def test_the_same_race_on_postgres(cast, ana, bo):
    race(cast, ana, bo)
