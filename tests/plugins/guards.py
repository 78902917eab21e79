"""What no test may do: reach the network, query while drawing, leave the clock moved, or skip where CI forbids it."""

import contextlib
import ipaddress
import os
import socket
from contextvars import ContextVar

import pytest
from sqlalchemy import Engine, event

from inbox import clock

_drawing: ContextVar[bool] = ContextVar("drawing", default=False)
_online: ContextVar[bool] = ContextVar("online", default=False)
_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex


class NetworkForbidden(OSError):
    """A test tried to reach another machine."""


class QueryWhileDrawing(AssertionError):
    """A template asked the database."""


@contextlib.contextmanager
def drawing():
    """While a template is drawn, any statement raises."""
    token = _drawing.set(True)
    try:
        yield
    finally:
        _drawing.reset(token)


@contextlib.contextmanager
def network():
    """Lifts the ban, for fetching what is pinned and checked."""
    token = _online.set(True)
    try:
        yield
    finally:
        _online.reset(token)


@event.listens_for(Engine, "before_cursor_execute")
def _forbid_while_drawing(_connection, _cursor, statement, *_) -> None:
    if _drawing.get():
        raise QueryWhileDrawing(f"a template asked the database: {statement}")


def _check(sock: socket.socket, address) -> None:
    if sock.family == socket.AF_UNIX or _online.get() or _is_here(address[0]):
        return
    raise NetworkForbidden(f"tests do not reach the network: {address}")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


def pytest_configure() -> None:
    """Connections go to this machine alone."""

    def connect(self, address):
        _check(self, address)
        return _connect(self, address)

    def connect_ex(self, address):
        _check(self, address)
        return _connect_ex(self, address)

    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex


def pytest_unconfigure() -> None:
    """As it was."""
    socket.socket.connect, socket.socket.connect_ex = _connect, _connect_ex


@pytest.fixture(autouse=True)
def _clock_runs_with_the_world():
    yield
    clock.release()
    clock.follow("")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With HALLE_TEST_STRICT=1 what cannot run here is a failure."""
    report = yield
    if report.skipped and os.environ.get("HALLE_TEST_STRICT") == "1" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome, report.longrepr = "failed", f"{item.nodeid} did not run here: {reason}"
    return report
