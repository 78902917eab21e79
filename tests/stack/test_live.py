"""What is done in one browser reaches every open tab of both people."""

import pytest

from inbox.live import CLOSE_ENDED
from tests.stack.waiting import until

pytestmark = pytest.mark.heavy(3)


def test_a_message_reaches_every_open_tab_of_both(ana, bo, tab):
    ana.send(bo.name, "first")
    tabs = [tab(ana, bo), tab(ana, bo), tab(bo, ana), tab(bo, ana)]
    bo.send(ana.name, "hello from bo")
    for one in tabs:
        one.shows("hello from bo")


def test_an_edit_and_a_deletion_reach_every_open_tab_of_both(ana, bo, tab):
    changed = ana.send(bo.name, "before").message_id
    gone = ana.send(bo.name, "to be taken back").message_id
    tabs = [tab(ana, bo), tab(bo, ana)]
    assert ana.edit(changed, "after").status == 303
    assert ana.delete(gone).status == 303
    for one in tabs:
        one.shows("after")
        one.until(lambda page: "to be taken back" not in " ".join(page.texts()))
        one.equals_fresh()


def test_reading_in_one_tab_counts_down_in_the_others_and_shows_the_receipt(ana, bo, tab):
    ana.send(bo.name, "read me")
    writer, first, second = tab(ana, bo), tab(bo), tab(bo)
    for one in (first, second):
        one.until(lambda page: page.unread() == 1, what="one unread conversation")
    assert bo.get(f"/inbox/{ana.name}").status == 200
    for one in (first, second):
        one.until(lambda page: page.unread() == 0, what="nothing unread")
    writer.until(lambda page: "Seen" in page.thread["receipt"].text(), what="the receipt")


def test_unread_counts_go_up_in_tabs_that_show_another_conversation(ana, bo, person, tab):
    chloe = person("client")
    chloe.send(bo.name, "from chloe")
    bo.get(f"/inbox/{chloe.name}")
    one = tab(bo, chloe)
    ana.send(bo.name, "from ana")
    one.until(lambda page: page.unread() == 1, what="one unread conversation")
    one.until(lambda page: any("from ana" in row.text() for row in page.rows.values()), what="a row")
    assert "from ana" not in one.texts()


def test_a_socket_opened_before_the_first_message_hears_it(ana, bo, tab):
    tabs = [tab(ana, bo), tab(bo, ana)]
    ana.send(bo.name, "the very first")
    for one in tabs:
        one.shows("the very first")
        one.equals_fresh()


def test_a_tab_that_goes_on_to_another_conversation_hears_that_one(ana, bo, person, tab):
    chloe = person("freelancer")
    ana.send(bo.name, "to bo")
    ana.send(chloe.name, "to chloe")
    elsewhere = tab(ana, bo).goes_to(chloe)
    chloe.send(ana.name, "from chloe")
    elsewhere.shows("from chloe")
    bo.send(ana.name, "from bo")
    elsewhere.until(lambda page: page.unread() >= 1)
    assert "from bo" not in elsewhere.texts()


def test_a_page_that_has_seen_more_than_there_is_is_loaded_anew(ana, bo, tab):
    """As after a backup was restored while it was open: what comes next would count as old there."""
    ana.send(bo.name, "kept")
    screen = tab(bo, ana)
    screen.say({"tab": "t", "with": ana.name, "since": screen.page.since + 1, "filter": "all"})
    assert screen.closed() == CLOSE_ENDED


def test_presence_comes_and_goes(halle, ana, bo, tab):
    """With HALLE_ONLINE_SECONDS at 5: gone no later than 5 s and one look around after the last sign of life."""
    ana.send(bo.name, "are you there?")
    watcher = tab(ana, bo)
    watcher.until(lambda page: "Offline" in page.single["presence"].text(), 20, "bo is offline")
    there = tab(bo, ana)
    watcher.until(lambda page: "Online" in page.single["presence"].text(), 20, "bo is online")
    there.close()
    watcher.until(lambda page: "Offline" in page.single["presence"].text(), 20, "bo is offline again")


def test_presence_does_not_flicker_while_a_tab_is_open(ana, bo, tab):
    ana.send(bo.name, "stay")
    watcher, _ = tab(ana, bo), tab(bo, ana)
    watcher.until(lambda page: "Online" in page.single["presence"].text(), 20, "bo is online")
    seen = len(watcher.frames)
    # Two lives of the mark in Redis: without a renewal bo would have gone, and come back, by then.
    until(lambda: watcher.age() > 11, 30)
    assert not [frame for frame in watcher.frames[seen:] if "Offline</" in frame or ">Offline" in frame]


def test_pushes_come_in_the_language_of_their_viewer(ana, bo, tab):
    gone = ana.send(bo.name, "à supprimer").message_id
    ana.post("/language", {"language": "fr", "next": "/inbox"})
    writer, reader = tab(ana, bo), tab(bo, ana)
    ana.delete(gone)
    reader.until(lambda page: any("deleted this message" in text for text in page.texts()))
    writer.until(lambda page: any("Vous avez supprimé ce message" in text for text in page.texts()))


def test_sixty_idle_sockets_cost_the_pages_nothing(halle, ana, bo, person, tab):
    """F26: a socket holds neither a thread of the pages nor a connection to the database."""
    ana.send(bo.name, "hello")
    people = [ana, bo, *(person("client") for _ in range(2))]
    tabs = [tab(people[number % 4], (bo, ana, bo, bo)[number % 4]) for number in range(60)]
    until(lambda: all(one.frames for one in tabs), 20)
    for _ in range(5):
        answer, took = ana.timed(lambda: ana.get(f"/inbox/{bo.name}"))
        assert answer.status == 200 and took < 6
    last = tab(bo, ana)
    ana.send(bo.name, "one more")
    last.shows("one more")
