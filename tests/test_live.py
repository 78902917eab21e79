"""The open sockets of a process: what one of them is sent, how many are drawn for at once, and who seems to be here."""

import threading

import pytest

from inbox import live, wire
from inbox.live import Frame, Hub, Looker
from tests.stack.waiting import stays, until

ANA, BO, CHLOE = 1, 2, 3


@pytest.fixture
def hub(monkeypatch) -> Hub:
    """The sockets of these tests alone."""
    monkeypatch.setattr(live, "hub", Hub())
    return live.hub


class Screen:
    """The other end of a socket: what it was sent, and how it ended."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.code: int | None = None

    def send(self, frame: str) -> None:
        self.frames.append(frame)

    def close(self, code: int, reason: str) -> None:
        self.code = code


def looking(draw, person_id: int = ANA) -> Looker:
    """A socket of that person with an empty screen."""
    return Looker(Screen(), person_id, login_id=person_id, draw=draw)


def shown(looker: Looker) -> Frame:
    """A frame that says what it is of, and reaches far."""
    return Frame(f"with {looker.other_id} since {looker.since}", 40, frozenset({looker.other_id}))


def test_a_page_that_goes_elsewhere_while_it_is_drawn_for_is_sent_only_what_it_shows_now(hub):
    """Else the messages of one conversation land in another, and those before number 40 are never sent."""
    said = [(CHLOE, 3)]

    def draw(looker: Looker, notes: set) -> Frame:
        frame = shown(looker)
        if said:
            looker.look_at(*said.pop(), "all")
        return frame

    looker = looking(draw)
    looker.look_at(BO, 7, "all")
    until(lambda: f"with {CHLOE} since 3" in looker.peer.frames)
    assert looker.peer.frames == [f"with {CHLOE} since 3"]
    assert (looker.since, set(looker.watched)) == (40, {CHLOE})


def test_what_was_drawn_for_a_page_that_went_elsewhere_is_not_handed_to_others(hub):
    def draw(looker: Looker, notes: set) -> Frame:
        if looker is first:
            looker.other_id = CHLOE
        return shown(looker)

    first, second = looking(draw), looking(draw)
    first.other_id = second.other_id = BO
    assert hub.frame(first, {5}, draw).html == f"with {CHLOE} since 0"
    assert hub.frame(second, {5}, draw).html == f"with {BO} since 0"


def test_pages_that_show_the_same_share_one_drawing(hub):
    drawn = []

    def draw(looker: Looker, notes: set) -> Frame:
        drawn.append(looker)
        return shown(looker)

    frames = [hub.frame(looking(draw), {5}, draw) for _ in range(3)]
    assert len(drawn) == 1 and len(set(map(id, frames))) == 1
    hub.frame(looking(draw, BO), {5}, draw)
    assert len(drawn) == 2


def test_what_was_drawn_for_a_page_that_came_alone_is_not_kept(hub):
    """Of another that comes later it is too old, and thousands come back after a restart."""

    def draw(looker: Looker, notes: set) -> Frame:
        return shown(looker)

    hub.frame(looking(draw), {"all"}, draw)
    assert hub._shelves[ANA].frames == {}
    hub.frame(looking(draw), {5}, draw)
    assert len(hub._shelves[ANA].frames) == 1


def test_pages_that_come_at_once_and_show_the_same_share_one_drawing(hub):
    drawn, may_end = [], threading.Event()

    def draw(looker: Looker, notes: set) -> Frame:
        drawn.append(looker)
        assert may_end.wait(20)
        return shown(looker)

    everybody = [looking(draw) for _ in range(5)]
    for one in everybody:
        one.look_at(BO, 0, "all")
    until(lambda: hub._shelves and hub._shelves[ANA].asking == 5, what="all have asked")
    may_end.set()
    until(lambda: all(one.peer.frames for one in everybody), what="all are drawn for")
    assert len(drawn) <= 2, "those who asked after the first drawing had begun share the second"


def test_of_many_that_come_at_once_few_are_drawn_for_at_a_time(hub):
    """Each drawing takes a connection to the database: hundreds would wait for one until they give up."""
    inside, most, may_end = [], [], threading.Event()

    def draw(looker: Looker, notes: set) -> Frame:
        inside.append(looker)
        most.append(len(inside))
        assert may_end.wait(20)
        inside.remove(looker)
        return shown(looker)

    everybody = [looking(draw, person_id) for person_id in range(3 * live.DRAWINGS_AT_ONCE)]
    for one in everybody:
        one.look_at(BO, 0, "all")
    until(lambda: len(inside) >= live.DRAWINGS_AT_ONCE)
    stays(lambda: len(inside) == live.DRAWINGS_AT_ONCE, 0.2, "the others wait")
    may_end.set()
    until(lambda: all(one.peer.frames for one in everybody), what="everybody is drawn for in the end")
    assert max(most) <= live.DRAWINGS_AT_ONCE


def test_where_the_database_works_in_this_process_whoever_came_first_is_drawn_for_first(app, hub):
    inside, may_end = [], threading.Event()

    def draw(looker: Looker, notes: set) -> Frame:
        inside.append(looker.person_id)
        may_end.wait(10)
        return shown(looker)

    everybody = [looking(draw, person_id) for person_id in (ANA, BO, CHLOE)]
    hub.join(app, looking(draw, 4))
    for one in everybody:
        one.look_at(BO, 0, "all")
        until(lambda one=one: one._busy)
    if app.config["HALLE"].database_url.startswith("sqlite"):
        until(lambda: inside)
        stays(lambda: len(inside) == 1, 0.2, "the others wait")
    else:
        until(lambda: len(inside) >= 3, what="PostgreSQL works for all of them at once")
    may_end.set()
    until(lambda: all(one.peer.frames for one in everybody))
    hub.closing = True


def test_a_socket_that_never_said_what_it_shows_is_sent_nothing(hub):
    drawn = []

    def draw(looker: Looker, notes: set) -> Frame:
        drawn.append(notes)
        return shown(looker)

    silent = looking(draw)
    silent.wake("list")
    until(lambda: drawn and not silent._busy, what="its login was looked up")
    assert silent.peer.frames == [] and silent.since == 0
    silent.look_at(BO, 7, "all")
    until(lambda: silent.peer.frames == [f"with {BO} since 7"])


@pytest.fixture
def listening(app, hub, redis_server):
    """A process that hears of everybody who has a socket: one person has."""
    hub.join(app, looking(lambda looker, notes: shown(looker)))
    until(lambda: hub._subscription is not None, what="it listens")
    until(lambda: redis_server.client.pubsub_numsub(wire.channel(ANA))[0][1] == 1, what="to that person too")
    yield hub
    hub.closing = True
    hub._thread.join(10)


def over(looker: Looker, notes: set) -> None:
    """What is drawn for a login that has ended."""


def test_a_login_that_ended_before_its_socket_was_heard_of_is_noticed_though_nothing_comes(app, listening):
    """It was there when the handshake was answered, and nobody listened yet when it ended."""
    first = looking(over, BO)
    listening.join(app, first)
    until(lambda: first.peer.code == live.CLOSE_ENDED, what="it is closed")


def test_the_login_of_a_further_socket_is_looked_up_as_it_joins(app, listening):
    """What is heard of the person already said that it ended, before this socket was among those it is said to."""
    further = looking(over, ANA)
    listening.join(app, further)
    until(lambda: further.peer.code == live.CLOSE_ENDED, what="it is closed")
    [stays_on] = [one for one in listening._all() if one is not further]
    assert stays_on.peer.code is None


class Watcher:
    """A socket that shows people: how often it was woken because of them."""

    def __init__(self, *people: int) -> None:
        self.person_id, self.watched, self.woken, self.hidden = ANA, frozenset(people), 0, False

    def wake(self, *notes) -> None:
        assert notes == ("presence",)
        self.woken += 1


@pytest.fixture
def look_around(app, hub):
    """Compares who is here with what was known before; returns how often the watcher was woken so far."""

    def looking_around() -> int:
        hub._look_around(app)
        [watcher] = hub._all()
        return watcher.woken

    return looking_around


@pytest.fixture
def watcher(hub) -> Watcher:
    """Looks at Bo."""
    found = Watcher(BO)
    hub._lookers[found.person_id] = {found}
    return found


def came(app, hub: Hub, person_id: int) -> None:
    """That person gives a sign of life, and the process hears of it."""
    with app.app_context():
        wire.seen(person_id, 60)
    hub._heard({"type": "message", "channel": wire.PRESENCE_CHANNEL.encode(), "data": b'{"person": %d}' % person_id})


def went(redis_server, person_id: int) -> None:
    """The person has given no sign of life for too long."""
    assert redis_server.client.delete(f"halle:presence:{person_id}")


def test_who_came_and_went_is_noticed_and_nobody_is_woken_for_nothing(app, hub, redis_server, watcher, look_around):
    came(app, hub, BO)
    assert watcher.woken == 1
    assert look_around() == look_around() == 1
    went(redis_server, BO)
    assert look_around() == 2
    assert look_around() == 2


def test_who_went_before_anybody_looked_around_is_noticed(watcher, look_around):
    """The page was drawn with them on it as online: what this process never asked about, it does not know."""
    assert look_around() == 1
    assert look_around() == 1


def test_who_came_and_went_between_two_looks_is_noticed(app, hub, redis_server, watcher, look_around):
    look_around()
    came(app, hub, BO)
    before = watcher.woken
    went(redis_server, BO)
    assert look_around() == before + 1


def test_who_has_an_open_page_stays_here(app, watcher, look_around):
    look_around()
    with app.app_context():
        assert wire.online([ANA, BO]) == {ANA}
