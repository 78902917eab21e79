"""What is deleted leaves nothing: F12 and F13, with two page processes."""

import sqlite3
from operator import itemgetter

import pytest
import redis

from tests.examples import sized
from tests.stack import experiments, server

pytestmark = pytest.mark.heavy(9)

WORD = "zeugma"
RACES = sized(200, 20)


@pytest.fixture(scope="module")
def running():
    """Halle with two page processes: what they must agree on is in no memory of one of them."""
    with server.running(WEB_PROCESSES="2") as halle:
        yield halle


def test_what_is_answered_while_it_is_deleted_leaves_the_answer_alone(halle):
    """F12, 20 races; bin/bench faults and bin/test --all: 200."""
    experiments.check_deletions(experiments.deletions_against_answers(halle, RACES), RACES)


def test_a_deletion_leaves_no_trace_anywhere(halle, tab):
    """F13: not in the database and its index, nor in Redis, nor on any page or open tab, though it was edited, quoted,
    half answered and searched for in the moment in which it went."""
    ana, bo = experiments.pair(halle)
    said = ana.send(bo.name, f"{WORD} one").message_id
    assert ana.edit(said, f"{WORD} two").status == 303
    assert bo.send(ana.name, "an answer", reply_to=said).status == 303
    assert bo.post(f"/inbox/{ana.name}/draft", {"body": "half an answer", "reply_to": said, "draft": 0}).status < 400
    reader, own, listing = tab(bo, ana), tab(ana, bo), tab(bo)
    with experiments.ThreadPoolExecutor(8) as pool:
        looks = [pool.submit(bo.copy().look, f"/search?kind=messages&q={WORD}") for _ in range(12)]
        edits = [pool.submit(ana.copy().edit, said, f"{WORD} {number}", 1) for number in range(3, 6)]
        gone = pool.submit(ana.copy().delete, said)
        assert gone.result().status == 303 and {look.result().status for look in looks} == {200}
        assert {edit.result().status for edit in edits} <= {303, 403, 409}
    for one in (reader, own):
        one.until(lambda page: any("deleted this message" in text for text in page.texts()))
        one.equals_fresh()
        assert WORD not in str(one.state())
    listing.equals_fresh(part=itemgetter("rows"))
    assert WORD not in "".join(experiments.traces_of(WORD, ana, bo))
    assert WORD not in bo.look(f"/inbox/{ana.name}?reply={said}").text
    assert not [line for line in rows_of(halle) if WORD in line]
    assert found_in_the_index(halle) == []
    with redis.Redis.from_url(f"unix://{halle.data / 'redis.sock'}?db=0") as client:
        assert not any(WORD.encode() in key + (client.dump(key) or b"") for key in client.keys("*"))


def rows_of(halle) -> list[str]:
    """All that the tables hold, as text."""
    with sqlite3.connect(halle.database) as rows:
        tables = [name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [str(row) for name in tables if not name.startswith("entry")
                for row in rows.execute(f"SELECT * FROM {name}")]  # fmt: skip


def found_in_the_index(halle) -> list:
    with sqlite3.connect(halle.database) as rows:
        return rows.execute("SELECT rowid FROM entry WHERE entry MATCH ?", [WORD]).fetchall()
