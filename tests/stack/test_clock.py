"""F10: the 15 minutes, on a running server whose clock is moved."""

import sqlite3
import threading

from tests.stack import experiments
from tests.stack.waiting import stays


def test_editing_and_deleting_are_possible_just_before_the_end_and_not_after(halle):
    ana, bo = experiments.pair(halle)
    edited, deleted, late = (ana.send(bo.name, text).message_id for text in ("edit", "delete", "late"))
    halle.move_clock(880)
    assert ana.edit(edited, "edited in time").status == 303
    assert ana.delete(deleted).status == 303
    halle.move_clock(901)
    refused = ana.edit(late, "edited too late")
    assert refused.status == 403 and "15 minutes" in refused.text and "edited too late" in refused.text
    refused = ana.delete(late)
    assert refused.status == 403 and "15 minutes" in refused.text
    assert ana.get(f"/messages/{late}/edit").status == 403


def test_what_counts_is_when_the_lock_was_got_not_when_the_request_came(halle):
    ana, bo = experiments.pair(halle)
    message = ana.send(bo.name, "as it was").message_id
    halle.move_clock(880)
    answers = []
    with sqlite3.connect(halle.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        editing = threading.Thread(target=lambda: answers.append(ana.edit(message, "too late")))
        editing.start()
        stays(editing.is_alive, 1, "the edit waits for the lock")
        halle.move_clock(901)
        other.execute("ROLLBACK")
        editing.join(15)
    assert [answer.status for answer in answers] == [403]
    assert "as it was" in bo.look(f"/inbox/{ana.name}").text


def test_an_edit_does_not_start_the_minutes_anew(halle):
    ana, bo = experiments.pair(halle)
    message = ana.send(bo.name, "first").message_id
    halle.move_clock(880)
    assert ana.edit(message, "second").status == 303
    halle.move_clock(901)
    assert ana.edit(message, "third", revision=1).status == 403
