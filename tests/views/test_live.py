"""The catch-up: laid over an old page it equals a fresh one. And the gate of the socket."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox import clock
from inbox.extensions import db
from inbox.services import drafts, messages, people
from inbox.views import queries
from tests.examples import examples
from tests.merge import merged, shown

START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)


def caught_up(tab, page, other: str):
    """That old page, after a catch-up."""
    since = page.one("#since")["value"]
    return merged(page, tab.read(f"/inbox/{other}/changes?since={since}"))


def seen(tab, other: str):
    """The page as it is when everything on it was read and its separator of new messages is gone."""
    tab.read(f"/inbox/{other}")
    return tab.read(f"/inbox/{other}")


@pytest.fixture
def talk(cast, ana, bo):
    """Ana and Bo have written to each other; the clock stands still."""
    clock.freeze(START)
    return [
        cast.said(*pair, text) for pair, text in (((ana, bo), "Hello"), ((bo, ana), "Hello, Ana"), ((ana, bo), "Well"))
    ]


def changed(cast, ana, bo, chloe, said):
    """Everything that can happen to a conversation."""
    cast.do(messages.edit, ana, said[0].id, "Hello, Bo", 0)
    cast.said(ana, bo, "An answer", reply_to=said[1].id)
    cast.do(messages.delete, bo, said[1].id)
    cast.said(bo, ana, "And more")
    cast.said(chloe, bo, "Another conversation")
    for one, other in ((ana, bo), (bo, ana)):
        cast.do(drafts.save, one, other, drafts.Writing("Half a\nthought"))
    cast.read(ana, cast.said(bo, ana, "Last"))


@pytest.mark.parametrize(("viewer", "other"), [("ana", "bo"), ("bo", "ana")])
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_catch_up_over_an_old_page_equals_a_fresh_page(cast, ana, bo, chloe, talk, viewer, other, locale):
    cast.do(people.speak, cast.person(viewer), locale)
    tab = cast.logged_in(cast.person(viewer))
    old = seen(tab, other)
    changed(cast, ana, bo, chloe, talk)
    caught = shown(caught_up(tab, old, other))
    assert tab.send(f"/inbox/{other}/reading", {"seq": 10**6}).status_code == 303
    fresh = shown(tab.read(f"/inbox/{other}"))
    again = shown(caught_up(tab, tab.read(f"/inbox/{other}"), other))
    assert caught["#thread"] == fresh["#thread"]
    assert {name: caught[name] for name in ("#since", "#presence", "#head-avatar", "#about-avatar", "#draft")} == {
        name: fresh[name] for name in ("#since", "#presence", "#head-avatar", "#about-avatar", "#draft")
    }
    assert again == fresh


def test_the_first_message_of_a_new_day_comes_with_its_separator(cast, ana, bo, talk):
    clock.freeze(START + timedelta(days=1))
    tab = cast.logged_in(ana)
    old = seen(tab, "bo")
    assert len(old.all("li.day[data-day]")) == 1
    cast.said(bo, ana, "Good morning")
    caught = caught_up(tab, old, "bo")
    assert [day.text for day in caught.all("li.day[data-day]")] == ["Yesterday, Thursday 12 March", "Today"]
    assert shown(caught)["#thread"] == shown(seen(tab, "bo"))["#thread"]


steps = st.lists(
    st.tuples(
        st.sampled_from(["ana", "bo"]), st.sampled_from(["send", "edit", "delete", "answer", "read"]), st.integers(0, 9)
    ),
    max_size=12,
)


def test_whatever_happened_a_catch_up_equals_a_fresh_page(cast, ana, bo, talk):
    tab, people_ = cast.logged_in(ana), {"ana": ana, "bo": bo}

    @settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def check(happened) -> None:
        old = seen(tab, "bo")
        for name, what, number in happened:
            act(cast, people_[name], bo if name == "ana" else ana, what, number, talk)
        caught = shown(caught_up(tab, old, "bo"))
        assert caught["#thread"] == shown(seen(tab, "bo"))["#thread"]

    check()


def act(cast, actor, other, what: str, number: int, said: list) -> None:
    """One thing that somebody does to one of the messages."""
    message = cast.again(said[number % len(said)])
    mine = message.author_id == actor.id and message.deleted_at is None
    if what in ("send", "answer"):
        said.append(cast.said(actor, other, f"Text {len(said)}", reply_to=message.id if what == "answer" else None))
    elif what == "read":
        cast.read(actor, message)
    elif what == "delete" and mine:
        cast.do(messages.delete, actor, message.id)
    elif what == "edit" and mine:
        cast.do(messages.edit, actor, message.id, f"Edited {number}", message.revision)


def test_who_missed_more_than_a_page_gets_the_whole_thread_anew(cast, ana, bo, talk):
    tab = cast.logged_in(bo)
    old = seen(tab, "ana")
    for number in range(60):
        cast.said(ana, bo, f"Number {number}")
    pieces = tab.read(f"/inbox/ana/changes?since={old.one('#since')['value']}")
    assert pieces.all("ol")[0]["hx-swap-oob"] == "merge-all:#thread"
    tab.send("/inbox/ana/reading", {"seq": 10**6})
    assert shown(merged(old, pieces))["#thread"] == shown(tab.read("/inbox/ana"))["#thread"]


@pytest.mark.parametrize("since", ["0", "", "1000000"])
def test_who_knows_nothing_or_too_much_gets_the_whole_thread(cast, bo, talk, since):
    pieces = cast.logged_in(bo).read(f"/inbox/ana/changes?since={since}")
    assert pieces.all("ol")[0]["hx-swap-oob"] == "merge-all:#thread"
    assert len(pieces.messages) == 3


def test_who_missed_nothing_gets_no_message(cast, bo, talk):
    assert cast.logged_in(bo).read("/inbox/ana/changes?since=3").messages == []


def test_catching_up_reads_nothing(cast, bo, talk):
    before = cast.part(bo, talk[0]).unread
    cast.logged_in(bo).read("/inbox/ana/changes?since=0")
    assert cast.part(bo, talk[0]).unread == before > 0


def test_the_list_and_the_count_come_with_it(cast, bo, chloe, talk):
    cast.said(chloe, bo, "Lunch?")
    pieces = cast.logged_in(bo).read("/inbox/ana/changes?since=3")
    rows = pieces.all("ul[hx-swap-oob=merge-all:#conversations] li")
    assert [row.one(".pv").text for row in rows] == ["Lunch?", "Well"]
    assert pieces.one("#unread-count").raw == "2"


def test_a_page_without_a_conversation_refreshes_its_list(cast, bo, chloe, talk):
    cast.said(chloe, bo, "Lunch?")
    pieces = cast.logged_in(bo).read("/changes")
    assert [row.one(".pv").text for row in pieces.all("ul li")] == ["Lunch?", "Well"]
    assert pieces.one("#unread").text == "Messages, 2 unread"
    assert not pieces.has("ol") and not pieces.has("#since")


def test_the_list_of_the_unread_stays_the_list_of_the_unread(cast, bo, chloe, talk):
    cast.said(bo, chloe, "Read by me")
    pieces = cast.logged_in(bo).read("/changes?filter=unread")
    assert [row.one(".pv").text for row in pieces.all("ul li")] == ["Well"]


@pytest.mark.parametrize("since", ["-1", "9" * 30, "x", "1 OR 1=1", "1.0"])
def test_a_number_that_is_none_is_refused(cast, bo, talk, since):
    assert cast.logged_in(bo).get("/inbox/ana/changes", query_string={"since": since}).status_code == 400


def test_an_outsider_hears_nothing(cast, chloe, talk):
    pieces = cast.logged_in(chloe).read("/inbox/ana/changes?since=0")
    assert pieces.messages == []
    assert "Hello" not in pieces.source


@pytest.mark.parametrize("url", ["/inbox/ana/changes?since=0", "/changes"])
def test_a_script_whose_login_ended_hears_so_and_is_not_led_elsewhere(guest, bo, ana, url):
    assert guest.get(url).status_code == 401


ORIGIN = "http://localhost"


def knock(tab, origin: str | None):
    """Asks for a socket, without being able to open one here."""
    asked = {"Upgrade": "websocket", "Connection": "Upgrade"} | ({} if origin is None else {"Origin": origin})
    return tab.get("/live", headers=asked).status_code


@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "http://evil.test", "http://localhost.evil.test", "http://evil.localhost", "http://localhost:9999",
     "http://localhost/", "http://user@localhost", "ftp://localhost", "http://localhost@evil.test",
     "http://127.0.0.1", "localhost", "http://localhost:80:80", "http://[localhost"],
)  # fmt: skip
def test_a_socket_from_elsewhere_is_refused_before_anything_else(cast, bo, origin):
    assert knock(cast.logged_in(bo), origin) == 403


def test_what_is_no_socket_at_all_is_refused(cast, bo):
    assert cast.logged_in(bo).get("/live").status_code == 400


def test_a_socket_without_a_login_is_refused(guest):
    assert knock(guest, ORIGIN) == 401


def test_a_socket_of_a_login_that_ended_is_refused(cast, bo):
    tab = cast.logged_in(bo)
    cookie = tab.get_cookie("halle").value
    tab.send("/logout")
    tab.set_cookie("halle", cookie)
    assert knock(tab, ORIGIN) == 401


def test_past_the_cap_a_socket_is_refused_for_now(cast, make_app):
    from tests.cast import Cast  # noqa: PLC0415

    full = Cast(make_app(HALLE_LIVE_CAP_PAGES="0"))
    assert knock(full.logged_in(full.person("bo")), ORIGIN) == 503


def test_a_socket_may_come_from_the_port_of_the_pages(cast, app, bo):
    from inbox.views.live import is_from_our_pages  # noqa: PLC0415

    chosen = app.config["HALLE"]
    assert is_from_our_pages("http://halle.test:8000", "halle.test:8001", chosen)
    assert is_from_our_pages("http://halle.test:8001", "halle.test:8001", chosen)
    assert not is_from_our_pages("http://halle.test:8002", "halle.test:8001", chosen)
    public = chosen.model_copy(update={"public_url": "https://halle.example"})
    assert is_from_our_pages("https://halle.example", "127.0.0.1:8001", public)
    assert is_from_our_pages("https://halle.example:443", "127.0.0.1:8001", public)
    assert not is_from_our_pages("http://127.0.0.1:8001", "127.0.0.1:8001", public)
    assert not is_from_our_pages("http://halle.example", "halle.example", public)


def test_the_reply_that_is_being_written_follows_its_message(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    said = cast.said(bo, ana, "Secret")
    tab = cast.logged_in(ana)
    page = tab.read(f"/inbox/bo?reply={said.id}")
    assert page.one("#reply").one(f"#answered-{said.id}").text == "Secret"
    cast.do(messages.edit, bo, said.id, "Secret, too", 0)
    page = merged(page, tab.read("/inbox/bo/changes?since=2"))
    assert page.one(f"#answered-{said.id}").text == "Secret, too"
    cast.do(messages.delete, bo, said.id)
    page = merged(page, tab.read("/inbox/bo/changes?since=3"))
    assert page.one("#reply").one(f"#answered-{said.id}").text == "This message was deleted"
    assert "Secret" not in page.text


@pytest.mark.parametrize(("url", "filter"), [("/inbox", "all"), ("/settings/", "none"), ("/people", "none")])
def test_what_is_sent_has_a_place_on_the_page(cast, ana, bo, url, filter):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    page = tab.read(url)
    assert page.one("#live")
    for piece in tab.read(f"/changes?filter={filter}").all("[hx-swap-oob=true]"):
        assert page.one(f"#{piece['id']}")


def test_a_page_that_nothing_changes_opens_no_socket(cast, ana):
    tab = cast.logged_in(ana)
    assert not tab.read("/logout").all("#live")
    assert tab.read("/standing").one("#live")  # it follows what is decided
    assert not tab.get("/nowhere").page.all("#live")


def test_what_changed_is_read_without_the_rest_of_a_conversation(app, on_postgres):
    if on_postgres:
        return
    statement, _ = queries.changed_lines(1, 0, 9_990, 51, "")
    with app.app_context():
        asked = f"EXPLAIN QUERY PLAN {statement.compile(db.engine)}"
        found = db.session.connection().exec_driver_sql(asked, (None,) * asked.count("?"))
        plan = " ".join(row[3] for row in found)
    assert "ix_message_changed" in plan
    assert "TEMP B-TREE" not in plan


def test_what_changed_comes_in_the_order_in_which_it_was_said(cast, ana, bo):
    first, second, third = (cast.said(ana, bo, text) for text in ("one", "two", "three"))
    cast.do(messages.edit, ana, second.id, "two, after all", 0)
    text = cast.logged_in(bo).get(f"/inbox/ana/changes?since={first.seq}").text
    assert f'id="message-{first.id}"' not in text
    assert 0 < text.index(f'id="message-{second.id}"') < text.index(f'id="message-{third.id}"')
