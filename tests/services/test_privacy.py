"""What others see of somebody's comings and readings, by every route."""

import pytest
import redis

from inbox import wire
from inbox.models.person import Person
from inbox.services import privacy
from inbox.views import screens

SHOW_BO = (
    "/inbox", "/inbox/bo", "/inbox/bo/changes?since=0", "/changes", "/latest", "/people", "/people/bo", "/stars",
)  # fmt: skip
"""Where Ana may see whether Bo is here."""


@pytest.fixture
def hides(cast):
    """Somebody hides their presence."""
    return lambda person: cast.do(privacy.change, person, True, True)


def marks(cast, person: Person) -> set[int]:
    """Whether Redis knows that the person is here."""
    with cast.app.app_context():
        return wire.online([person.id])


def test_by_default_others_see_both(cast, ana):
    assert (cast.again(ana).presence_hidden, cast.again(ana).shows_reading) == (False, True)


def test_who_hides_is_forgotten_at_once_and_leaves_no_mark_by_asking_for_pages(cast, ana, hides):
    tab = cast.logged_in(ana)
    tab.read("/inbox")
    assert marks(cast, ana) == {ana.id}
    hides(ana)
    assert marks(cast, ana) == set()
    tab.read("/inbox"), tab.read("/settings/")
    assert marks(cast, ana) == set()
    cast.do(privacy.change, ana, False, True)
    tab.read("/inbox")
    assert marks(cast, ana) == {ana.id}


def test_the_request_that_hides_leaves_no_mark_either(cast, ana):
    tab = cast.logged_in(ana)
    tab.read("/inbox")
    tab.form("/settings/privacy", "/settings/privacy", presence_hidden="1")
    assert marks(cast, ana) == set()


def test_a_mark_that_is_there_all_the_same_shows_nowhere(cast, ana, bo, hides):
    """As one that a request left which began before."""
    cast.said(ana, bo, "Hello")
    cast.logged_in(ana).send("/people/bo/star")
    hides(bo)
    with cast.app.app_context():
        wire.seen(bo.id, 60)
    tab = cast.logged_in(ana)
    for url in SHOW_BO:
        page = tab.read(url)
        assert not page.has(".av.on"), url
        assert "nline" not in page.text.replace("offline", ""), url


def test_somebody_who_does_not_hide_shows_everywhere(cast, ana, bo):
    cast.said(ana, bo, "Hello")
    cast.logged_in(ana).send("/people/bo/star")
    cast.logged_in(bo).read("/inbox")
    tab = cast.logged_in(ana)
    for url in SHOW_BO:
        assert tab.read(url).has(".av.on"), url


def test_who_looks_at_the_person_is_told_to_look_again_and_the_note_says_no_more(cast, ana, redis_url):
    with redis.Redis.from_url(redis_url) as client:
        notes = client.pubsub(ignore_subscribe_messages=True)
        notes.subscribe(wire.PRESENCE_CHANNEL)
        notes.get_message(timeout=1)
        cast.do(privacy.change, ana, True, True)
        found = notes.get_message(timeout=20)
        assert found["data"] == b'{"person": %d}' % ana.id
        cast.logged_in(ana).read("/inbox")  # and nobody hears that a hider came
        assert notes.get_message(timeout=0.3) is None


@pytest.mark.parametrize(
    ("author", "reader", "seen"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_a_reading_shows_only_where_both_allow_it(cast, ana, bo, author, reader, seen):
    message = cast.said(ana, bo, "Hello")
    cast.read(bo, message)
    cast.do(privacy.change, ana, False, author), cast.do(privacy.change, bo, False, reader)
    for url in ("/inbox/bo", "/inbox/bo/changes?since=0"):
        receipt = cast.logged_in(ana).read(url).one("#receipt")
        assert ("Seen" in receipt.text, "Sent" in receipt.text) == (seen, not seen), url


def test_allowing_it_again_shows_what_was_read_meanwhile(cast, ana, bo):
    cast.do(privacy.change, bo, False, False)
    cast.read(bo, cast.said(ana, bo, "Hello"))
    tab = cast.logged_in(ana)
    assert tab.read("/inbox/bo").one("#receipt").text == "Sent"
    cast.do(privacy.change, bo, False, True)
    assert "Seen at" in tab.read("/inbox/bo").one("#receipt").text


def test_unread_counts_are_ones_own_whatever_others_see(cast, ana, bo):
    cast.do(privacy.change, bo, True, False)
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(bo)
    assert tab.read("/inbox").one("#unread-count").text == "" or cast.again(bo).unread == 1
    tab.read("/inbox/ana")
    assert cast.again(bo).unread == 0


def test_nobody_else_is_changed(cast, ana, bo):
    cast.do(privacy.change, ana, True, False)
    assert (cast.again(bo).presence_hidden, cast.again(bo).shows_reading) == (False, True)


def test_the_list_loads_what_it_needs_to_hide(cast, ana, bo, hides):
    cast.said(ana, bo, "Hello")
    hides(bo)
    with cast.app.test_request_context():
        wire.seen(bo.id, 60)
        assert [row.online for row in screens.listing(cast.again(ana))["rows"]] == [False]
