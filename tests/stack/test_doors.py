"""Who may open a socket, from where, how many, and what ends it."""

import sqlite3
from urllib.parse import quote

import pytest

from tests.stack import experiments
from tests.stack.browser import Browser
from tests.stack.live import Raw, Tab
from tests.stack.waiting import until

ORIGINS = {
    "none": lambda port: None,
    "null": lambda port: "null",
    "evil": lambda port: "https://evil.example",
    "suffix": lambda port: f"http://127.0.0.1.evil.example:{port}",
    "prefix": lambda port: f"http://evil127.0.0.1:{port}",
    "other port": lambda port: "http://127.0.0.1:1",
    "no port": lambda port: "http://127.0.0.1",
    "other name": lambda port: f"http://localhost:{port}",
    "other scheme": lambda port: f"ftp://127.0.0.1:{port}",
    "upper case": lambda port: f"HTTP://127.0.0.1:{port}",
    "with a path": lambda port: f"http://127.0.0.1:{port}/",
    "with a user": lambda port: f"http://127.0.0.1:{port}@evil.example",
    "garbage": lambda port: "http://[",
}


@pytest.mark.parametrize("name", ORIGINS)
def test_a_socket_opens_from_our_own_pages_alone(halle, ana, name):
    raw = Raw(halle, ana.cookie, origin=ORIGINS[name](halle.port))
    assert raw.status == 403
    raw.close()


def test_a_socket_opens_for_who_is_logged_in_alone(halle, ana):
    """Attack 48."""
    gone = ana.copy()
    Browser.log_out(ana)
    for cookie in ("", "halle=garbage", gone.cookie):
        raw = Raw(halle, cookie)
        assert raw.status == 401
        raw.close()


def test_an_outsider_who_names_two_others_hears_nothing_of_them(halle, person, tab):
    """Attacks 48 and 51: ids and names of others in what the socket is told."""
    ana, bo = experiments.pair(halle)
    mallory = person("client")
    spy = tab(mallory, bo)
    for words in ({"with": ana.name}, {"conversation": 1}, {"person": 1, "viewer": ana.name}, {"login": 1}):
        spy.say({"tab": "t", "with": bo.name, "since": 0, "filter": "all"} | words)
    ana.send(bo.name, "between us")
    tab(bo, ana).shows("between us")
    mallory.send(bo.name, "now you hear me")
    spy.hello()
    spy.shows("now you hear me")
    assert not any("between us" in frame or "hello" in frame for frame in spy.frames)


def test_one_person_has_no_more_sockets_than_the_limit_and_others_still_get_theirs(halle, tab):
    """Attack 52."""
    ana, bo = experiments.pair(halle)
    tabs = [tab(ana, bo) for _ in range(20)]
    assert {Raw(halle, ana.cookie).status for _ in range(30)} == {503}
    tab(bo, ana)
    tabs[0].close()
    until(lambda: Raw(halle, ana.cookie).status == 101, what="there is room again")


@pytest.mark.parametrize("since", ["-1", "1" + "0" * 30, "x", "1;DROP TABLE message", "1.5", "٣", "0x10", "1e3"])
def test_a_number_that_is_none_is_refused_where_changes_are_asked_for(ana, bo, since):
    """Attack 54."""
    ana.send(bo.name, "hello")
    assert ana.get(f"/inbox/{bo.name}/changes?since={quote(since)}").status == 400
    assert ana.get(f"/inbox/{bo.name}/changes?since=0").status == 200


def test_logging_out_ends_copied_cookies_and_open_sockets_and_no_other_login(halle, tab):
    ana, bo = experiments.pair(halle)
    copied, elsewhere = ana.copy(), Browser(halle.url)
    assert elsewhere.log_in(ana.name).status == 303
    here, there, stays = tab(ana, bo), tab(copied, bo), tab(elsewhere, bo)
    assert copied.get("/inbox").status == 200
    assert ana.log_out().status == 303
    assert here.closed() == 4401
    assert there.closed() == 4401
    answer = copied.get("/inbox")
    assert answer.status == 303 and answer.location.startswith("/login")
    assert elsewhere.get("/inbox").status == 200
    bo.send(ana.name, "still there?")
    stays.shows("still there?")


def test_logging_out_tells_the_sockets(halle, tab):
    """Of a page that shows nobody, so that nothing else makes it look whether its login still is."""
    alone = Browser(halle.url).sign_up("client")
    one = tab(alone)
    assert alone.log_out().status == 303
    assert one.closed() == 4401


class Silent(Tab):
    """A socket that never says what its page shows."""

    def hello(self) -> None:
        pass


def test_logging_out_ends_sockets_that_never_said_a_word(halle):
    """Else whoever copied a cookie holds one open for as long as they like."""
    ana = Browser(halle.url).sign_up("client")
    silent = Silent(halle, ana)
    silent.say({"ping": 1})
    until(lambda: silent.frames == ["pong"], what="it is heard")
    assert ana.log_out().status == 303
    assert silent.closed() == 4401
    assert silent.frames == ["pong"]


def test_a_login_that_ended_unheard_draws_nothing_more(halle, tab):
    """The login is looked up at each drawing, not only when the socket is told that it ended."""
    ana, bo = experiments.pair(halle)
    one = tab(bo, ana)
    with sqlite3.connect(halle.database, timeout=10) as rows:
        rows.execute("UPDATE login SET ended_at = created_at WHERE person_id = (SELECT id FROM person WHERE username = ?)",
                     [bo.name])  # fmt: skip
    ana.send(bo.name, "you must not read this")
    assert one.closed() == 4401
    assert not any("you must not read this" in frame for frame in one.frames)
