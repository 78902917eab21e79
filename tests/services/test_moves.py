"""Moves: into the cold after two years, back within hours, gone with the last reference; and a kill at any step of it
leaves something that the next run ends."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.extensions import db
from inbox.models.content import ARCHIVED, ARCHIVING, AVAILABLE, RESTORING, Content
from inbox.models.message import Message
from inbox.services import attachments, expiries, intakes, messages, moves, uploads
from inbox.storage import ABSENT, HOT, store
from inbox.storage import ARCHIVED as COLD
from tests.files import attachments_of, content_of, stored, stored_state
from tests.services.dying import Died, dying

DATA = b"what was sent years ago"


@pytest.fixture
def at(monkeypatch):
    """Stops the clock at that time."""

    def freezing(*when):
        clock.freeze(datetime(*when, tzinfo=UTC))

    freezing(2028, 2, 29, 12)
    return freezing


@pytest.fixture
def message(cast, ana, bo, at):
    """A file that was sent on 29 February."""
    return stored(cast, ana, bo, content=DATA)


@pytest.fixture
def archived(cast, message, at):
    """The same, in the cold."""
    at(2030, 3, 2)
    assert cast.do(moves.archive_due) == 1
    return message


def state(cast, message) -> tuple[str, str]:
    """What the row says, and where the bytes are."""
    content = content_of(cast, message)
    return content.state, stored_state(cast, content.digest)


def read(cast, message) -> bytes:
    with cast.app.app_context():
        return b"".join(store().open(content_of(cast, message).digest))


def test_what_nobody_opened_for_two_years_goes_into_the_cold_by_the_calendar(cast, message, at):
    at(2030, 2, 28, 23, 59)
    assert cast.do(moves.archive_due) == 0
    at(2030, 3, 1, 12)  # 29 February 2030 is none
    seq = cast.row(Message, message.id).changed_seq
    assert cast.do(moves.archive_due) == 1
    assert state(cast, message) == (ARCHIVED, COLD)
    assert content_of(cast, message).archive_on is None
    assert cast.row(Message, message.id).changed_seq > seq
    assert cast.do(moves.archive_due) == 0


def test_the_latest_opening_by_anybody_counts(cast, message, at):
    at(2029, 6, 1)
    assert cast.do(moves.open_, content_of(cast, message).id)
    at(2031, 5, 31)
    assert cast.do(moves.archive_due) == 0
    at(2031, 6, 1)
    assert cast.do(moves.archive_due) == 1


def test_the_same_file_sent_again_by_somebody_else_counts_as_an_opening(cast, message, dev, bo, at):
    at(2029, 6, 1)
    stored(cast, dev, bo, content=DATA)
    at(2030, 3, 2)
    assert cast.do(moves.archive_due) == 0


def test_an_opening_is_written_once_a_day_at_most(cast, message, statements):
    content = content_of(cast, message)
    clock.move(timedelta(hours=23))
    statements.clear()
    assert cast.do(moves.open_, content.id)
    assert not [one for one in statements if "UPDATE" in one]
    clock.move(timedelta(hours=1))
    assert cast.do(moves.open_, content.id)
    assert content_of(cast, message).opened_at == clock.now()


def test_who_opens_it_in_the_cold_starts_one_restore_and_it_comes_back(cast, archived):
    content, seq = content_of(cast, archived), cast.row(Message, archived.id).changed_seq
    assert not cast.do(moves.open_, content.id)
    assert content_of(cast, archived).state == RESTORING
    asked_at, shown = content_of(cast, archived).state_at, cast.row(Message, archived.id).changed_seq
    assert shown > seq, "an open page tells so"
    clock.move(timedelta(minutes=5))
    assert not cast.do(moves.open_, content.id)
    assert content_of(cast, archived).state_at == asked_at, "a second wish does not begin it anew"
    assert cast.do(moves.go_on) == 1
    assert state(cast, archived) == (AVAILABLE, HOT) and read(cast, archived) == DATA
    assert cast.row(Message, archived.id).changed_seq > shown, "an open page tells that it is ready"
    back = content_of(cast, archived)
    assert back.archive_on == clock.now().replace(year=clock.now().year + 2)
    assert cast.do(moves.open_, content.id)


def test_a_restore_that_takes_its_time_is_looked_at_until_it_is_ready(make_app, at):
    from tests.cast import Cast  # noqa: PLC0415

    cast = Cast(make_app(HALLE_RESTORE_MINUTES="300"))
    message = stored(cast, cast.person("ana"), cast.person("bo"), content=DATA)
    at(2030, 3, 2)
    cast.do(moves.archive_due)
    cast.do(moves.open_, content_of(cast, message).id)
    assert cast.do(moves.go_on) == 0
    clock.move(timedelta(minutes=299))
    assert cast.do(moves.go_on) == 0 and content_of(cast, message).state == RESTORING
    clock.move(timedelta(minutes=1))
    assert cast.do(moves.go_on) == 1 and read(cast, message) == DATA


def test_who_opens_it_while_it_goes_into_the_cold_gets_it_back(cast, message, at):
    at(2030, 3, 2)
    content = content_of(cast, message)
    assert cast.do(moves._begin_archiving) == [(content.id, content.digest)]
    assert not cast.do(moves.open_, content.id)
    assert not cast.do(moves.archive, content.id), "nobody moves it any more"
    assert cast.do(moves.go_on) == 1
    assert state(cast, message) == (AVAILABLE, HOT)


def test_bytes_go_with_the_last_file_that_needs_them(cast, message, ana, dev, bo):
    again = stored(cast, dev, bo, content=DATA)
    content = content_of(cast, message)
    cast.do(messages.delete, ana, message.id)
    cast.do(moves.go_on)
    assert read(cast, again) == DATA
    cast.do(messages.delete, dev, again.id)
    assert cast.do(moves.go_on) == 1
    assert stored_state(cast, content.digest) == ABSENT and cast.count(Content) == 0
    assert not cast.do(moves.open_, content.id)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["store.archive", "moves._arrive"])
def test_an_archiver_that_is_killed_leaves_a_file_that_can_be_read_or_restored(cast, message, at, step, when):
    """F17: the copy, the row, and what lies between them."""
    at(2030, 3, 2)
    with cast.app.app_context(), dying(cast, step, when), pytest.raises(Died):
        moves.archive_due()
    row, place = state(cast, message)
    assert (row, place) in {(ARCHIVING, HOT), (ARCHIVING, COLD), (ARCHIVED, COLD)}
    cast.do(moves.go_on)
    assert state(cast, message) == (ARCHIVED, COLD)
    cast.do(moves.open_, content_of(cast, message).id)
    cast.do(moves.go_on)
    assert read(cast, message) == DATA


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["store.request_restore", "store.finish_restore", "moves._arrive"])
def test_a_restore_that_is_killed_is_ended_by_the_next_run(cast, archived, step, when):
    """F18."""
    cast.do(moves.open_, content_of(cast, archived).id)
    with cast.app.app_context(), dying(cast, step, when), pytest.raises(Died):
        moves.go_on()
    assert content_of(cast, archived).state in (RESTORING, AVAILABLE)
    cast.do(moves.go_on)
    assert state(cast, archived) == (AVAILABLE, HOT) and read(cast, archived) == DATA


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["store.delete", "moves._remove"])
def test_a_deletion_that_is_killed_leaves_no_link_to_what_is_gone(cast, message, ana, step, when):
    """F19: no attachment refers to it from the first step on."""
    content = content_of(cast, message)
    cast.do(messages.delete, ana, message.id)
    assert attachments_of(cast, message)[0].content_id is None
    with cast.app.app_context(), dying(cast, step, when), pytest.raises(Died):
        moves.go_on()
    cast.do(moves.go_on)
    assert stored_state(cast, content.digest) == ABSENT and cast.count(Content) == 0


def test_bytes_that_somebody_removed_are_reported_and_hold_up_nothing(cast, ana, bo, at, logged):
    lost = stored(cast, ana, bo, content=b"lost")
    kept = stored(cast, ana, bo, content=b"kept")
    with cast.app.app_context():
        store().path(content_of(cast, lost).digest).unlink()
    at(2030, 3, 2)
    cast.do(moves.archive_due)
    assert state(cast, kept) == (ARCHIVED, COLD)
    assert state(cast, lost) == (ARCHIVED, ABSENT) and "bytes are gone" in logged.text
    cast.do(moves.open_, content_of(cast, lost).id)
    assert cast.do(moves.go_on) == 0, "it does not come back"
    assert content_of(cast, lost).state == RESTORING


def test_a_store_that_is_away_delays_it(cast, message, at, monkeypatch):
    from inbox.storage import Unreachable  # noqa: PLC0415

    at(2030, 3, 2)
    with cast.app.app_context():
        monkeypatch.setattr(store(), "archive", lambda _: (_ for _ in ()).throw(Unreachable("away")))
    assert cast.do(moves.archive_due) == 0
    monkeypatch.undo()
    assert content_of(cast, message).state == ARCHIVING
    assert cast.do(moves.go_on) == 1
    assert state(cast, message) == (ARCHIVED, COLD)


def test_more_than_one_batch_is_gone_through(cast, ana, bo, at, monkeypatch):
    monkeypatch.setattr(moves, "AT_ONCE", 2)
    sent = [stored(cast, ana, bo, content=b"%d" % number) for number in range(5)]
    at(2031, 1, 1)
    assert cast.do(moves.archive_due) == 5
    for message in sent:
        cast.do(moves.open_, content_of(cast, message).id)
    assert cast.do(moves.go_on) == 5
    assert {state(cast, message) for message in sent} == {(AVAILABLE, HOT)}
    assert cast.do(attachments.showing, content_of(cast, sent[0]).id) == [sent[0].conversation_id]


@pytest.mark.sqlite
def test_no_sweep_reads_all_files(cast, message, statements, at):
    """Whatever a regular job asks of files and contents, an index leads it there. Of a table with one row PostgreSQL
    reads all."""
    at(2031, 3, 2)
    statements.clear()
    for job in (intakes.go_on, uploads.sweep, expiries.warn_due, moves.archive_due, expiries.delete_due, moves.go_on):
        cast.do(job)
    asked = [one for one in statements if "attachment" in one or "content" in one]
    assert len(asked) > 10
    with cast.app.app_context():
        for one in dict.fromkeys(asked):
            if not one.startswith("INSERT"):
                plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", (None,) * one.count("?"))
                steps = [row[3] for row in plan if row[3].startswith(("SCAN attachment", "SCAN content"))]
                assert all("INDEX" in step for step in steps), f"{steps}: {one}"
