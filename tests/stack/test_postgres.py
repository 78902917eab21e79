"""The same on PostgreSQL: sends, edits and pushes, through a crash of the page server."""

import pytest

from tests.stack import experiments, server

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def running(postgres_server):
    """Halle on a database of its own in the server of this session."""
    with server.running(DATABASE_URL=postgres_server.database("stack")) as halle:
        yield halle


def test_what_is_done_in_one_browser_reaches_the_other(ana, bo, tab):
    changed = ana.send(bo.name, "before").message_id
    tabs = [tab(ana, bo), tab(bo, ana)]
    assert ana.edit(changed, "after").status == 303
    gone = bo.send(ana.name, "to be taken back").message_id
    assert bo.delete(gone).status == 303
    for one in tabs:
        one.shows("after")
        one.until(lambda page: any("deleted this message" in text for text in page.texts()))
        assert one.state()["messages"] == one.fresh()["messages"]


def test_every_acknowledged_message_is_there_once_although_the_page_server_is_killed(halle):
    """F1 and F28: many write to one conversation at once, and a reader's cursor skips nothing."""
    found = experiments.sends_while_killed(halle, sends=150, kills=1)
    experiments.check_sends(found)


def test_a_hundred_sends_at_once_are_pushed_without_a_gap(halle, tab):
    """F28: slow transactions, and no number that a reader would pass by."""
    ana, bo = experiments.pair(halle)
    reader = tab(bo, ana)
    with experiments.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: ana.copy().send(bo.name, f"number {number}"), range(100)))
    assert {answer.status for answer in answers} == {303}
    reader.until(lambda page: len([text for text in page.texts() if text.startswith("number")]) >= 50, 15)
    wanted = [text for _, text in experiments.whole_conversation(ana, bo.name)][-50:]
    reader.until(lambda page: page.texts()[-50:] == wanted, 15, "the same order for both")
