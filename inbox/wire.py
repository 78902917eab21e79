"""Redis: what wakes the open sockets, and who is online. It carries ids, never content.

Redis may be away or frozen at any time, and nothing here may make a person wait for it: short time-outs, no retries,
and after a failure it is left alone for a few seconds. What was missed is caught up from the database.
"""

import json
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import redis
import structlog
from flask import Flask, current_app, g
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger()
LEAVE_ALONE_SECONDS = 3.0
AT_ONCE = 250
"""Commands in one round trip: Redis answers others in between."""
BARE = {"PUBLISH", "SET", "MGET", "DEL"}
"""Commands whose answers are taken as Redis gives them."""


def _packed(command: tuple) -> bytes:
    words = [word.encode() if isinstance(word, str) else b"%d" % word for word in command]
    return b"*%d\r\n" % len(words) + b"".join([b"$%d\r\n%b\r\n" % (len(word), word) for word in words])


class Wire:
    """One process's connections to Redis."""

    def __init__(self, url: str):
        self.url = url
        self._away_until = 0.0
        self._owed: set[int] = set()
        self._payer: threading.Thread | None = None
        self._lock = threading.Lock()
        self._idle: deque[redis.Connection] = deque()
        self._pid = os.getpid()
        self._client = (
            redis.Redis.from_url(
                url,
                socket_timeout=0.5,
                socket_connect_timeout=0.5,
                retry=Retry(NoBackoff(), 0),
                max_connections=500,
            )
            if url
            else None
        )

    def ask(self, commands: list[tuple], default=None):
        """Runs the commands in one round trip and returns their answers; `default` when Redis is away."""
        if self._client is None or not commands or time.monotonic() < self._away_until:
            return default
        try:
            if all(command[0] in BARE for command in commands):
                return self._round_trip(commands)
            pipeline = self._client.pipeline(transaction=False)
            for command in commands:
                pipeline.execute_command(*command)
            return pipeline.execute()
        except redis.RedisError as error:
            with self._lock:
                self._away_until = time.monotonic() + LEAVE_ALONE_SECONDS
            log.warning("redis is away", error=type(error).__name__)
            return default

    def _round_trip(self, commands: list[tuple]) -> list:
        """What runs with every page, without what the client's pipelines and pools add: they take longer than Redis."""
        if self._pid != os.getpid():  # a worker's child: the connections are its parent's
            self._idle, self._pid = deque(), os.getpid()
        connection = self._idle.pop() if self._idle else self._client.connection_pool.make_connection()
        try:
            connection.connect()
            if connection.can_read():  # Redis has gone, and perhaps come back
                connection.disconnect()
                connection.connect()
            connection.send_packed_command([b"".join(map(_packed, commands))], check_health=False)
            answers = [connection.read_response() for _ in commands]
        except BaseException:
            connection.disconnect()
            raise
        finally:  # a broken one too, which connects anew: the pool makes so many and no more
            self._idle.append(connection)
        return answers

    def owe(self, people: Iterable[int]) -> None:
        """These people could not be woken: they are as soon as Redis answers again."""
        if self._client is None:
            return
        with self._lock:
            self._owed.update(people)
            if self._payer is None:
                self._payer = threading.Thread(target=self._pay, daemon=True)
                self._payer.start()

    def _pay(self) -> None:
        while True:
            time.sleep(1)
            with self._lock:
                owed, self._owed = self._owed, set()
                if not owed:
                    self._payer = None
                    return
            if self.ask([("PUBLISH", channel(person_id), "{}") for person_id in owed]) is None:
                with self._lock:
                    self._owed |= owed

    def listener(self) -> "redis.client.PubSub":
        """A subscription with a connection of its own, which also says when each channel begins to be heard; raises
        redis.RedisError when Redis is away."""
        client = redis.Redis.from_url(
            self.url,
            socket_timeout=30,
            socket_connect_timeout=2,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=10,
        )
        return client.pubsub()


def bind(app: Flask) -> None:
    """Gives the application its wire."""
    app.extensions["wire"] = Wire(app.config["HALLE"].redis_url)


def wire() -> Wire:
    """The wire of the running application."""
    return current_app.extensions["wire"]


def channel(person_id: int) -> str:
    """The channel on which the sockets of one person are woken."""
    return f"halle:user:{person_id}"


PRESENCE_CHANNEL = "halle:presence"
EVERYBODY_CHANNEL = "halle:everybody"


def wake(people: Iterable[int], **note) -> None:
    """Wakes the open sockets of these people. The note holds ids only."""
    people, payload = list(people), json.dumps(note)
    if _ask([("PUBLISH", channel(person_id), payload) for person_id in people]) is None:
        wire().owe(people)


def wake_each(conversations: Mapping[int, int]) -> None:
    """Wakes the open sockets of many people, each about a conversation of theirs: person -> conversation."""
    said = [(channel(person), json.dumps({"conversation": id_})) for person, id_ in conversations.items()]
    if wire().ask([("PUBLISH", *each) for each in said]) is None:
        wire().owe(conversations)


def wake_everybody() -> None:
    """Wakes every open socket. A process says so when it starts: the one before it may have been killed when it had
    committed a change and not yet told anybody. When Redis is away, all look again as soon as it is back."""
    wire().ask([("PUBLISH", EVERYBODY_CHANNEL, "{}")])


def seen(person_id: int, seconds: int) -> None:
    """The person gave a sign of life. Those who look at them hear of it when they were not online before."""
    all_seen((person_id,), seconds)


def all_seen(people: Iterable[int], seconds: int) -> None:
    """The same of many people, in a round trip for so many of them: thousands of sockets are here at once, and whoever
    says so hears nothing meanwhile."""
    people = list(people)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        for person_id, answer in zip(some, wire().ask([_sign(each, seconds) for each in some]) or (), strict=False):
            _heed(person_id, [answer])


def bring(person_id: int, seconds: int) -> None:
    """The person of this request is here. It is said with the first thing that the request asks or tells (a round trip
    less), or by `seen` in the end."""
    g.sign_of_life = person_id, seconds


def has_brought() -> bool:
    """Whether it was said that the person of this request is here."""
    return "sign_of_life" in g and g.sign_of_life is None


def _ask(commands: list[tuple]):
    """Asks, and says who is here when that has not been said yet."""
    sign = g.get("sign_of_life")
    if sign is None:
        return wire().ask(commands)
    g.sign_of_life = None
    answers = wire().ask([*commands, _sign(*sign)])
    if answers is None:
        return None
    _heed(sign[0], answers[-1:])
    return answers[:-1]


def _sign(person_id: int, seconds: int) -> tuple:
    return "SET", f"halle:presence:{person_id}", "1", "EX", seconds, "GET"


def _heed(person_id: int, answers: list | None) -> None:
    if answers and answers[0] is None:
        presence_changed(person_id)


def forget(person_id: int) -> None:
    """Nobody is to see any more that the person was here."""
    wire().ask([("DEL", f"halle:presence:{person_id}")])


def presence_changed(person_id: int) -> None:
    """Whoever has this person on the screen looks again."""
    wire().ask([("PUBLISH", PRESENCE_CHANNEL, json.dumps({"person": person_id}))])


def online(people: Iterable[int]) -> set[int]:
    """Those of these people who are online; nobody, when Redis is away."""
    people = list(people)
    if not people:
        return set()
    answers = _ask([("MGET", *(f"halle:presence:{person_id}" for person_id in people))])
    return {person_id for person_id, mark in zip(people, answers[0], strict=True) if mark} if answers else set()


def all_online(people: Sequence[int]) -> set[int]:
    """The same of many people, in a round trip for so many of them: thousands of sockets show tens of thousands, and
    whoever asks for all at once hears nothing meanwhile."""
    return set().union(*(online(people[start : start + AT_ONCE]) for start in range(0, len(people), AT_ONCE)))
