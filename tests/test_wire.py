"""Redis: who is online, and that nobody waits for it."""

import time

import pytest

from inbox import wire
from tests.plugins.redis import heard_until


@pytest.fixture
def on_wire(app):
    """Calls a function of the wire within the application."""

    def call(function, *args):
        with app.app_context():
            return function(*args)

    return call


def test_a_person_who_was_seen_is_online_and_nobody_else(on_wire):
    on_wire(wire.seen, 7, 60)
    assert on_wire(wire.online, [6, 7, 8]) == {7}


def test_a_person_is_online_for_60_seconds(on_wire, redis_server):
    on_wire(wire.seen, 7, 60)
    assert 58 <= redis_server.client.ttl("halle:presence:7") <= 60
    redis_server.client.expire("halle:presence:7", 0)
    assert on_wire(wire.online, [7]) == set()


def test_coming_online_is_told_once(on_wire, redis_server):
    subscription = redis_server.client.pubsub(ignore_subscribe_messages=True)
    subscription.subscribe(wire.PRESENCE_CHANNEL)
    while not redis_server.client.pubsub_numsub(wire.PRESENCE_CHANNEL)[0][1]:
        pass
    for _ in range(3):
        on_wire(wire.seen, 7, 60)
    on_wire(wire.seen, 8, 60)
    redis_server.client.publish(wire.PRESENCE_CHANNEL, "end")
    told = [message["data"] for message in heard_until(subscription, wire.PRESENCE_CHANNEL, b"end")]
    assert told == [b'{"person": 7}', b'{"person": 8}']
    subscription.close()


def test_many_are_seen_in_few_round_trips_and_who_came_is_told(on_wire, app, redis_server, monkeypatch):
    people, trips = range(1, 601), []
    on_wire(wire.seen, 7, 60)
    with app.app_context():
        ask = wire.wire().ask
        monkeypatch.setattr(wire.wire(), "ask", lambda commands, *more: trips.append(commands) or ask(commands, *more))
        wire.all_seen(people, 60)
        signs = [trip for trip in trips if trip[0][0] == "SET"]
        told = [trip for trip in trips if trip[0][0] == "PUBLISH"]
        assert (len(signs), len(told)) == (3, 599)
        trips.clear()
        wire.all_seen(people, 60)
    assert len(trips) == 3
    assert on_wire(wire.online, people) == set(people)


def test_asking_about_nobody_asks_nothing(on_wire, redis_server):
    assert on_wire(wire.online, []) == set()


def test_with_redis_away_nobody_is_online_and_it_is_asked_once_in_a_while(make_app, tmp_path, monkeypatch):
    app = make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0")
    with app.app_context():
        the_wire = wire.wire()
        assert wire.online([7]) == set()
        monkeypatch.setattr(the_wire._client, "pipeline", lambda **_: pytest.fail("it was asked again at once"))
        assert the_wire.ask([("PING",)], default="away") == "away"


def test_after_a_while_redis_is_asked_again(app, on_wire, redis_server):
    with app.app_context():
        the_wire = wire.wire()
        the_wire._away_until = time.monotonic() + 100
        assert the_wire.ask([("PING",)]) is None
        the_wire._away_until = time.monotonic() - 1
        assert the_wire.ask([("PING",)]) == [True]


def test_however_often_it_was_away_it_is_asked_again_when_it_is_back(make_app, redis_server, tmp_path):
    """The client makes so many connections and no more: those that broke have to be used again."""
    place = tmp_path / "redis.sock"
    with make_app(REDIS_URL=f"unix://{place}?db=0").app_context():
        the_wire = wire.wire()

        def say():
            the_wire._away_until = 0.0
            return the_wire.ask([("PUBLISH", "nobody", "{}")], default="away")

        assert {say() for _ in range(600)} == {"away"}
        place.symlink_to(redis_server.folder / "redis.sock")
        assert say() == [0]


def test_a_frozen_redis_is_waited_for_once(app, redis_server, monkeypatch):
    asked = []
    with app.app_context():
        the_wire = wire.wire()
    ask = the_wire._round_trip
    monkeypatch.setattr(the_wire, "_round_trip", lambda commands: asked.append(commands) or ask(commands))
    assert the_wire._client.get_connection_kwargs()["socket_timeout"] == 0.5
    redis_server.client.execute_command("CLIENT", "PAUSE", 1500, "ALL")
    try:
        with app.app_context():
            for _ in range(5):
                assert wire.online([7]) == set()
        assert len(asked) == 1
    finally:
        redis_server.resume()


def test_without_any_redis_everybody_is_offline_and_nothing_fails(make_app):
    app = make_app(REDIS_URL="")
    with app.app_context():
        wire.seen(7, 60)
        wire.wake([7], conversation=1)
        assert wire.online([7]) == set()


def test_who_brings_a_sign_of_life_is_told_with_the_first_thing_that_is_asked(on_wire, redis_server):
    def request(*asked):
        wire.bring(7, 60)
        found = [wire.online(people) for people in asked]
        return found, wire.has_brought()

    assert on_wire(request) == ([], False)  # nothing was asked: it is still to be said
    assert on_wire(wire.online, [7]) == set()
    assert on_wire(request, [6, 7], [6, 7]) == ([set(), {7}], True)
    assert 58 <= redis_server.client.ttl("halle:presence:7") <= 60


def test_what_is_brought_is_for_one_request(on_wire, redis_server):
    on_wire(wire.bring, 7, 60)
    assert on_wire(wire.online, [7]) == set()
    assert on_wire(wire.online, [7]) == set()


def test_with_redis_away_what_is_brought_is_lost_and_nobody_waits_twice(make_app, tmp_path):
    app = make_app(REDIS_URL=f"unix://{tmp_path}/nobody.sock?db=0")
    with app.app_context():
        wire.bring(7, 60)
        assert wire.online([7]) == set()
        assert wire.has_brought()
