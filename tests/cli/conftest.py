"""What the tests of commands share."""

import signal

import pytest


@pytest.fixture
def connection(redis_url, redis_server):
    """An empty Redis."""
    return redis_server.client


@pytest.fixture
def signals():
    """Workers take the signals of their process; this gives them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
