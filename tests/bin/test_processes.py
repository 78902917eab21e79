"""bin/run as people start it: every part is killed, everything is stopped, and what is in the way is named."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import redis

from tests.bin.conftest import ROOT

pytestmark = pytest.mark.stack

START = 60
AGAIN = 5.0
"""Seconds within which a killed part serves again."""
LOOKED = "halle:schedule:forget_logins"
"""What the schedule leaves in Redis when it looked."""


def until(true, seconds, what):
    """Waits for that to become true; returns it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError, redis.RedisError):
            if answer := true():
                return answer
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds:g} s")


def free_ports():
    """Two ports in a row that nobody listens on."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                return port, port + 1


def exists(pid):
    return Path(f"/proc/{pid}").exists()


def descendants(pid):
    """Every process below that one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [below for child in map(int, children) for below in (child, *descendants(child))]


class Launcher:
    """A `bin/run` on ports and data of its own."""

    def __init__(self, data, **environ):
        self.data, self.log = data, data.with_suffix(".log")
        self.port, self.live_port = free_ports()
        mine = {"HALLE_DATA": str(data), "PORT": str(self.port), "LIVE_PORT": str(self.live_port)}
        quick = {"HALLE_ARGON2_MEMORY_KIB": "64", "HALLE_ARGON2_TIME": "1"}
        inherited = {key: value for key, value in os.environ.items() if key not in ("REDIS_URL", "DATABASE_URL")}
        with self.log.open("w") as log:
            command = [sys.executable, str(ROOT / "bin" / "run"), "--no-demo"]
            self.process = subprocess.Popen(command, env=inherited | mine | quick | environ, stdout=log, stderr=log)

    def started(self):
        """Waits for the sentence that says where it runs."""
        sentence = f"Halle runs at http://127.0.0.1:{self.port}"
        try:
            until(lambda: sentence in self.log.read_text() or self.process.poll() is not None, START, "start")
            assert self.process.poll() is None
        except AssertionError:
            raise AssertionError(self.log.read_text()) from None
        return self

    def pid(self, name):
        return int((self.data / "run" / f"{name}.pid").read_text())

    def redis(self):
        return redis.Redis.from_url(f"unix://{self.data}/redis.sock?db=0", socket_timeout=1)

    def healthy(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return answer.status == 200

    def serves(self):
        return self.healthy(self.port) and self.healthy(self.live_port) and self.redis().ping()

    def end(self, number=signal.SIGTERM, seconds=30):
        """Sends that signal and waits for the end; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(seconds)


@pytest.fixture(scope="module")
def halle(tmp_path_factory):
    launcher = Launcher(tmp_path_factory.mktemp("halle") / "data").started()
    yield launcher
    launcher.end()


@pytest.fixture
def start(tmp_path):
    """Starts launchers that are ended after the test."""
    launchers = []

    def begin(data="data", **environ):
        launchers.append(Launcher(tmp_path / data, **environ))
        return launchers[-1]

    yield begin
    for launcher in launchers:
        launcher.end()


@pytest.mark.parametrize("name", ["redis", "pages", "live", "worker", "schedule"])
def test_a_part_that_is_killed_serves_again_within_five_seconds(halle, name):
    before = halle.pid(name)
    halle.redis().delete(LOOKED)
    os.kill(before, signal.SIGKILL)
    until(lambda: halle.pid(name) != before and works(halle, name), AGAIN, f"{name} serves again")
    assert f"{name} (pid {before}) was killed by SIGKILL; starting it again" in halle.log.read_text()


def works(halle, name):
    """Whether all that answers requests does, and this part does what it is for."""
    if name == "worker" and halle.pid(name) not in workers(halle.redis()):
        return False
    if name == "schedule" and not halle.redis().exists(LOOKED):
        return False
    return halle.serves()


def workers(connection):
    """The processes of RQ's workers."""
    found = [connection.hget(key, "pid") for key in connection.smembers("rq:workers")]
    return [int(pid) for pid in found if pid]


@pytest.mark.parametrize("name", ["pages", "live"])
def test_a_gunicorn_worker_that_is_killed_is_replaced_within_five_seconds(halle, name):
    port = halle.port if name == "pages" else halle.live_port
    worker = until(lambda: descendants(halle.pid(name)), AGAIN, "a worker")[0]
    os.kill(worker, signal.SIGKILL)
    until(lambda: not exists(worker) and halle.healthy(port), AGAIN, f"{name} serves again")


def test_a_second_launcher_on_the_same_data_is_refused(halle):
    second = Launcher(halle.data)
    second.log.rename(halle.data.with_name("second.log"))
    assert second.process.wait(START) == 1
    line = halle.data.with_name("second.log").read_text()
    assert line == f"halle: Halle runs already on {halle.data} (pid {halle.process.pid}).\n"
    assert halle.serves()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_everything_and_exits_with_0(start, number):
    launcher = start().started()
    everything = descendants(launcher.process.pid)
    assert len(everything) >= 7
    assert launcher.end(number) == 0
    assert [pid for pid in everything if exists(pid)] == []
    assert list((launcher.data / "run").iterdir()) == []


def test_what_redis_knew_is_known_after_a_restart(start):
    first = start().started()
    first.redis().set("kept", "yes")
    first.end()
    assert start().started().redis().get("kept") == b"yes"


def test_nothing_outlives_a_launcher_that_is_killed_and_the_next_one_starts(start):
    launcher = start().started()
    everything = descendants(launcher.process.pid)
    launcher.end(signal.SIGKILL)
    until(lambda: not any(map(exists, everything)), AGAIN, "nothing is left")
    start().started()


def test_a_wrong_setting_stops_the_start_with_one_line(start):
    launcher = start(WEB_PROCESSES="many")
    assert launcher.process.wait(START) == 2
    lines = launcher.log.read_text().splitlines()
    assert len(lines) == 1
    assert "WEB_PROCESSES" in lines[0]


def test_a_port_that_is_taken_is_named(start):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        launcher = start(LIVE_PORT=str(port))
        assert launcher.process.wait(START) == 1
    lines = launcher.log.read_text().splitlines()
    assert lines == [
        f"halle: Port {port} of 127.0.0.1 cannot be had (Address already in use): free it, or set LIVE_PORT."
    ]


def test_without_a_live_port_the_pages_run_alone(start):
    launcher = start(LIVE_PORT="0").started()
    assert launcher.healthy(launcher.port)
    assert not (launcher.data / "run" / "live.pid").exists()


def test_data_far_down_the_tree_starts_too(start):
    start(data="d" * 120).started()
