"""A message that was acknowledged is there once, whatever happens to the server and to the answer."""

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.examples import sized
from tests.stack import experiments
from tests.stack.browser import AWAY, Browser, whole_conversation
from tests.stack.proxy import Proxy


def test_every_acknowledged_message_is_there_once_although_the_page_server_is_killed(halle):
    """F1, 200 sends and 2 kills; bin/test --all: 400 and 3; bin/bench faults: 1,000 and 5."""
    found = experiments.sends_while_killed(halle, sends=sized(400, 200), kills=sized(3, 2))
    experiments.check_sends(found)
    assert found["longest"] < 15  # 5 s on a machine that does nothing else: bin/bench faults


def test_a_retry_after_a_lost_answer_gets_the_same_message(halle):
    """F3: the answer is cut after the commit."""
    ana, bo = experiments.pair(halle)
    with Proxy(halle.port) as proxy:
        far = through(proxy, ana)
        proxy.cut_answers = 1
        with pytest.raises(AWAY):
            far.send(bo.name, "only once", key="the-key")
        assert proxy.cut == 1
        again = far.send(bo.name, "only once", key="the-key")
    assert again.status == 303
    assert whole_conversation(bo, ana.name)[1:] == [(again.message_id, "only once")]


def test_a_retry_after_a_lost_answer_wakes_the_other_side_too(halle, wakes):
    """The server may have died after the commit, before it could push."""
    ana, bo = experiments.pair(halle)
    sent = ana.send(bo.name, "only once", key="the-key")
    conversation = max(wakes())  # theirs is the newest
    assert ana.send(bo.name, "only once", key="the-key").location == sent.location
    # Meanwhile a job may have heard in which language something is: it wakes one side, here and elsewhere.
    assert wakes().count(conversation) in (2, 3)


def test_fifty_parallel_posts_with_one_key_are_one_message(halle):
    """F4."""
    ana, bo = experiments.pair(halle)
    start = threading.Barrier(50)

    def post(browser):
        start.wait(30)
        return browser.send(bo.name, "once", key="parallel")

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, [ana.copy() for _ in range(50)]))
    assert {answer.status for answer in answers} == {303}
    assert len({answer.message_id for answer in answers}) == 1
    assert [text for _, text in whole_conversation(ana, bo.name)] == ["hello", "once"]


def test_one_key_with_another_text_is_a_conflict_and_with_another_author_is_none(halle):
    """F5."""
    ana, bo = experiments.pair(halle)
    assert ana.send(bo.name, "mine", key="k1").status == 303
    refused = ana.send(bo.name, "another text", key="k1")
    assert refused.status == 409
    assert ">\nanother text</textarea>" in refused.text or ">another text</textarea>" in refused.text
    assert bo.send(ana.name, "theirs", key="k1").status == 303
    assert [text for _, text in whole_conversation(ana, bo.name)] == ["hello", "mine", "theirs"]


def test_nobody_is_woken_before_the_commit(halle):
    """F27: when the note is there, so is the row."""
    ana, bo = experiments.pair(halle)
    with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        notes = client.pubsub()
        notes.psubscribe("halle:user:*")
        assert notes.get_message(timeout=20)["type"] == "psubscribe"
        for number in range(30):
            sender = threading.Thread(target=ana.send, args=(bo.name, f"number {number}"))
            sender.start()
            for _ in (ana, bo):
                conversation = json.loads(notes.get_message(timeout=20)["data"])["conversation"]
                assert (f"number {number}",) in stored(halle, conversation)
            sender.join()
        notes.close()


def stored(halle, conversation: int) -> list[tuple[str]]:
    """The texts that another connection finds."""
    with sqlite3.connect(halle.database) as rows:
        return rows.execute("SELECT body FROM message WHERE conversation_id = ?", [conversation]).fetchall()


def test_nobody_hears_of_a_send_that_was_refused(halle, tab, wakes):
    """F27: what was rolled back is never shown."""
    ana, bo = experiments.pair(halle)
    ana.send(bo.name, "first", key="taken")
    reader = tab(bo, ana)
    conversation = max(wakes())  # theirs is the newest
    assert ana.send(bo.name, "never to be seen", key="taken").status == 409
    assert ana.send(bo.name, "\u3164").status == 422
    assert wakes().count(conversation) < 2  # of one side a job may, which heard the language of what was sent before
    ana.send(bo.name, "a good one")
    reader.shows("a good one")
    assert not any("never to be seen" in frame for frame in reader.frames)


def through(proxy: Proxy, browser: Browser) -> Browser:
    """The same browser, going through the proxy."""
    far = browser.copy()
    far.address = proxy.url.removeprefix("http://")
    return far
