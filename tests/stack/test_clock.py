"""F10: the 15 minutes, on a running server whose clock is moved."""

import sqlite3
import threading

from tests.stack import experiments
from tests.stack.browser import token_of, whole_conversation
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


DAY = 24 * 3600


def test_a_clock_that_jumps_opens_nothing_again_and_keeps_the_order(halle):
    """F20: a quarter of an hour ahead, two hours back, two and three years ahead."""
    ana, bo = experiments.pair(halle)
    first = ana.send(bo.name, "first").message_id
    wanted = ["hello", "first"]
    for number, moved in enumerate((15 * 60 + 1, 15 * 60 + 1 - 7200, 2 * 365 * DAY, 3 * 365 * DAY)):
        halle.move_clock(moved)
        if moved > DAY:  # the logins are over: what is sent meanwhile survives the log-in
            kept = ana.send(bo.name, f"text {number}", key=f"k{number}")
            assert kept.status == 401 and f"text {number}" in kept.text
            assert "Log in" in ana.get("/login").text
            ana._token = ""
            ana._token = token_of(ana.get("/login").text)
            assert ana.log_in(ana.name).status == 303
            bo._token = token_of(bo.get("/login").text)
            assert bo.log_in(bo.name).status == 303
        assert ana.edit(first, "changed").status == 403
        assert ana.delete(first).status == 403
        for _ in range(2):
            assert ana.send(bo.name, f"text {number}", key=f"k{number}").status == 303
        wanted.append(f"text {number}")
        assert [text for _, text in whole_conversation(bo, ana.name)] == wanted
    halle.move_clock(0)
    assert [text for _, text in whole_conversation(bo, ana.name)] == wanted
    assert ana.edit(first, "changed").status == 303  # a minute after it was sent, by the clock as it is again
