"""bin/run as people start it: every part is killed, everything is stopped, and what is in the way is named."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
import redis

from tests.stack.server import ROOT, Halle
from tests.stack.waiting import until

pytestmark = [pytest.mark.heavy(9), pytest.mark.stack]

START = 60
AGAIN = 5
"""Seconds within which a killed part serves again."""
LOOKED = "halle:schedule:forget_logins"
"""What the schedule leaves in Redis when it looked: the worker keeps it."""


class Launcher(Halle):
    """Halle, as the one who started it sees it."""

    from_nothing = True

    @property
    def process(self) -> subprocess.Popen:
        return self._process

    def redis(self) -> redis.Redis:
        """The embedded server."""
        return redis.Redis.from_url(f"unix://{self.data}/redis.sock?db=0", socket_timeout=2)

    def serves_all(self) -> bool:
        """Whether everything that answers requests does."""
        return all(map(self.serves, ("redis", "pages", "live")))

    def end(self, number: int) -> int:
        """Sends the launcher that signal and waits for its end; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def refused(self, **settings: str) -> subprocess.CompletedProcess:
        """Runs another launcher with the same settings but these, which must end by itself."""
        command = [str(ROOT / "bin" / "run"), "--no-demo"]
        environ = self._environ() | settings
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=START, check=False)


class PagesAlone(Launcher):
    """Halle without a live server."""

    def _is_up(self) -> bool:
        return self.process.poll() is None and self.serves("pages")


def exists(pid):
    return Path(f"/proc/{pid}").exists()


def descendants(pid):
    """Every process below that one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [below for child in map(int, children) for below in (child, *descendants(child))]


@pytest.fixture(scope="module")
def halle():
    launcher = Launcher().start()
    yield launcher
    launcher.stop()
    launcher.remove()


@pytest.fixture
def fresh():
    """A launcher that is not started yet."""
    launcher = Launcher()
    yield launcher
    if launcher.process:
        launcher.stop()
    launcher.remove()


@pytest.mark.quiet
@pytest.mark.parametrize("name", ["redis", "pages", "live", "worker"])
def test_a_part_that_is_killed_serves_again_within_five_seconds(halle, name):
    halle.redis().delete(LOOKED)
    before = halle.kill(name)
    until(lambda: halle.pid(name) not in (None, before) and works(halle, name), AGAIN, f"{name} serves again")
    assert f"{name} (pid {before}) was killed by SIGKILL; starting it again" in halle.log()


def works(halle, name):
    """Whether all that answers requests does, and this part does what it is for."""
    if not halle.serves_all():
        return False
    return name != "worker" or (halle.pid(name) in workers(halle.redis()) and halle.redis().exists(LOOKED))


def workers(connection):
    """The processes of RQ's workers."""
    found = [connection.hget(key, "pid") for key in connection.smembers("rq:workers")]
    return [int(pid) for pid in found if pid]


def has_written(connection):
    """Whether Redis has handed all its changes to the kernel: while the disk is slow it may answer 2 s earlier."""
    return connection.info("persistence")["aof_buffer_length"] == 0


@pytest.mark.quiet
@pytest.mark.parametrize("name", ["pages", "live"])
def test_a_gunicorn_worker_that_is_killed_is_replaced_within_five_seconds(halle, name):
    worker = until(lambda: halle.workers(name), AGAIN, "a worker")[0]
    os.kill(worker, signal.SIGKILL)
    until(lambda: not exists(worker) and halle.serves(name), AGAIN, f"{name} serves again")


def test_when_the_worker_for_long_jobs_dies_both_are_started_again(halle):
    until(lambda: works(halle, "worker"), 6 * AGAIN, "it is ready to be asked to end")
    before = halle.pid("worker")
    (twin,) = until(lambda: halle.workers("worker"), 6 * AGAIN, "its twin")
    os.kill(twin, signal.SIGKILL)
    until(lambda: halle.pid("worker") not in (None, before) and works(halle, "worker"), 6 * AGAIN, "both work again")
    assert f"worker (pid {before}) ended with code 1; starting it again" in halle.log()
    (twin,) = until(lambda: halle.workers("worker"), 6 * AGAIN, "its twin")
    halle.kill("worker")
    until(lambda: not exists(twin), 6 * AGAIN, "it goes with the other one")
    until(lambda: works(halle, "worker"), 6 * AGAIN, "both work again")


def test_what_it_makes_is_for_its_owner_alone(halle):
    """Whoever may enter the folder: one that was there before it, as a rule."""
    assert not [path for path in halle.data.glob("halle.db*") if path.stat().st_mode & 0o077]


def test_its_processes_are_told_apart_by_their_names(halle):
    """They are forks of the launcher, and have its command."""
    for name in ("pages", "live", "worker"):
        pids = [*until(lambda name=name: halle.workers(name), AGAIN, "its children"), halle.pid(name)]
        assert {Path(f"/proc/{pid}/comm").read_text() for pid in pids} == {f"halle {name}\n"}


def test_it_says_where_it_runs(halle):
    assert f"Halle runs at {halle.url}\n" in halle.lines


def test_a_second_launcher_on_the_same_data_is_refused(halle):
    second = halle.refused()
    assert second.returncode == 1
    assert second.stderr == f"halle: Halle runs already on {halle.data} (pid {halle.process.pid}).\n"
    assert halle.serves_all()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_everything_and_exits_with_0(fresh, number):
    fresh.start()
    everything = descendants(fresh.process.pid)
    assert len(everything) >= 6
    assert fresh.end(number) == 0
    assert [pid for pid in everything if exists(pid)] == []
    assert list((fresh.data / "run").iterdir()) == []


def test_nothing_outlives_a_launcher_that_is_killed_and_the_next_one_finds_the_jobs(fresh):
    fresh.start()
    fresh.redis().set("job", "queued")
    until(lambda: has_written(fresh.redis()), AGAIN, "the job is in the file")
    everything = descendants(fresh.process.pid)
    fresh.end(signal.SIGKILL)
    until(lambda: not any(map(exists, everything)), AGAIN, "nothing is left")
    fresh.start()
    assert fresh.redis().get("job") == b"queued"


def test_a_wrong_setting_stops_the_start_with_one_line(fresh):
    start = fresh.refused(WEB_PROCESSES="many")
    assert start.returncode == 2
    assert start.stderr.startswith("halle: WEB_PROCESSES: ")
    assert start.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_named(fresh):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        start = fresh.refused(LIVE_PORT=str(port))
    assert start.returncode == 1
    reason = f"Port {port} of 127.0.0.1 cannot be had (Address already in use)"
    assert start.stderr == f"halle: {reason}: free it, or set LIVE_PORT or HOST.\n"


def test_without_a_live_port_the_pages_run_alone_also_on_data_far_down_the_tree():
    launcher = PagesAlone(LIVE_PORT="0")
    short, launcher.data = launcher.data, launcher.data / ("d" * 120)
    launcher.settings |= {"XDG_RUNTIME_DIR": str(short)}  # where the socket goes then
    launcher.start()
    assert launcher.pid("pages")
    assert launcher.pid("redis")
    assert launcher.pid("live") is None
    assert launcher.stop() == 0
    launcher.data = short
    launcher.remove()
