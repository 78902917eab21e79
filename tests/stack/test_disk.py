"""F29, F33, F34: no room, a locked database, one that cannot be written. Reading goes on, sending says why, and nothing
has to be started again."""

import contextlib
import resource
import sqlite3
import threading

import pytest

from tests.stack import experiments
from tests.stack.browser import whole_conversation

pytestmark = pytest.mark.heavy(9)

BUSY = "Nothing was lost: try again in a moment."


@contextlib.contextmanager
def full_disk(halle):
    """No file of the page server grows any more: what a full disk does to it, without one."""
    with contextlib.closing(sqlite3.connect(halle.database)) as own:  # the log of other tests would be room enough
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    most = max(file.stat().st_size for file in halle.data.glob("halle.db*"))
    (pid,) = halle.workers("pages")
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert halle.workers("pages") == [pid]  # it lived through it


def locked(halle, seconds: float) -> threading.Thread:
    """Another process holds the database for so long; begins at once."""
    held = threading.Event()

    def hold() -> None:
        with contextlib.closing(sqlite3.connect(halle.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            released.wait(seconds)
            other.execute("ROLLBACK")

    released, thread = threading.Event(), threading.Thread(target=hold)
    thread.released = released
    thread.start()
    assert held.wait(10)
    return thread


def test_without_room_reading_goes_on_sending_says_so_and_with_room_all_is_well(halle):
    ana, bo = experiments.pair(halle)
    sent, refused = ["hello"], None
    with full_disk(halle):
        for number in range(2000):  # the log that the database writes first is used again before it grows
            answer = ana.send(bo.name, f"{number} " + "long " * 900, key=f"k{number}")
            if answer.status != 303:
                refused = answer
                break
            sent.append(f"{number}")
        assert refused is not None and refused.status == 503
        assert BUSY in refused.text and f"{number} long long" in refused.text
        assert bo.look(f"/inbox/{ana.name}").status == 200
    assert ana.send(bo.name, f"{number} again", key=f"k{number}").status == 303
    texts = [text.split()[0] for _, text in whole_conversation(bo, ana.name)]
    assert texts == [*sent, str(number)]
    assert experiments.integrity(halle) == "ok"


def test_a_database_that_is_locked_for_eight_seconds_is_waited_for(halle):
    ana, bo = experiments.pair(halle)
    thread = locked(halle, 8)
    answer, seconds = ana.timed(lambda: ana.send(bo.name, "patient"))
    thread.join()
    assert answer.status == 303 and 6 < seconds < 14
    assert [text for _, text in whole_conversation(bo, ana.name)] == ["hello", "patient"]


def test_one_that_is_locked_for_longer_is_said_to_be_busy_and_the_text_is_kept(halle):
    ana, bo = experiments.pair(halle)
    ana.timeout = 40
    ana.close()
    thread = locked(halle, 60)
    answer = ana.send(bo.name, "kept text", key="k")
    assert answer.status == 503 and BUSY in answer.text and "kept text" in answer.text
    assert ana.look(f"/inbox/{bo.name}").status == 200
    thread.released.set()
    thread.join()
    assert ana.send(bo.name, "kept text", key="k").status == 303
    assert [text for _, text in whole_conversation(bo, ana.name)] == ["hello", "kept text"]
