"""All of Halle as `bin/run` runs it, on free ports and data of its own."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import redis

from bin.lifeline import die_with
from tests.places import short_lived
from tests.stack.waiting import until

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
FOREIGN = ("HOST", "PORT", "LIVE_PORT", "LIVE_URL", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "SMTP_URL")
QUICK = {
    "HALLE_ARGON2_MEMORY_KIB": "8",
    "HALLE_ARGON2_TIME": "1",
    "HALLE_SIGNUPS_ADDRESS": "100000",
    "HALLE_LOGIN_TRIES_ADDRESS": "100000",
    "HALLE_LIMIT_PEOPLE": "100000",
    "HALLE_ONLINE_SECONDS": "5",
    "HALLE_LIVE_PING_SECONDS": "2",
    "HALLE_LIVE_SEND_SECONDS": "2",
}
"""Cheap passwords, room for many people from one address and for writing to many, and short waits."""


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


class Halle:
    """A launcher and its children. What it starts with is a database that was migrated before: that takes seconds."""

    from_nothing = False
    """Whether it makes the database itself."""

    def __init__(self, **settings: str):
        self.data = short_lived("halle dàta-")
        self.clock = self.data / "clock"
        self.port, self.live_port = free_ports(2)
        self.settings = QUICK | settings
        self.lines: list[str] = []
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def live_url(self) -> str:
        return f"ws://127.0.0.1:{self.live_port}/live"

    @property
    def database(self) -> Path:
        return self.data / "halle.db"

    def start(self) -> "Halle":
        """Runs it; returns once the pages and the live server answer."""
        if not (self.from_nothing or self.settings.get("DATABASE_URL") or self.database.exists()):
            from tests.plugins.databases import template  # noqa: PLC0415 (it loads Halle, which a bench has elsewhere)

            self.database.touch(0o600)
            shutil.copyfile(template(), self.database)
        self._process = subprocess.Popen(
            [str(ROOT / "bin" / "run"), "--no-demo"], env=self._environ(), cwd=ROOT, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            preexec_fn=partial(_be_born, os.getpid()),
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        until(self._is_up, PATIENCE, "Halle runs")
        return self

    def stop(self) -> int:
        """Asks the launcher to stop; returns its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(30)
        finally:
            self._process.kill()
            self._process.wait()

    def crash(self) -> None:
        """Kills all of it at once, as a machine that loses its power does."""
        pids = tree(self._process.pid)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)
        until(lambda: not any(map(_is_alive, pids)), PATIENCE, "all of it is gone")

    def remove(self) -> None:
        """Deletes the data."""
        shutil.rmtree(self.data, ignore_errors=True)

    def pid(self, name: str) -> int | None:
        """The process of that part; None while there is none."""
        try:
            return int((self.data / "run" / f"{name}.pid").read_text())
        except (OSError, ValueError):
            return None

    def workers(self, name: str) -> list[int]:
        """The processes below that part: gunicorn's workers."""
        pid = self.pid(name)
        try:
            return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
        except OSError:
            return []

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """Sends the part a signal; returns its pid."""
        pid = until(lambda: self.pid(name), PATIENCE, f"{name} runs")
        os.kill(pid, number)
        return pid

    def kill_and_wait(self, name: str) -> None:
        """Kills the part, and waits until its successor serves."""
        old = self.kill(name)
        until(lambda: self.pid(name) not in (None, old), PATIENCE, f"{name} was started again")
        until(lambda: self.serves(name), PATIENCE, f"{name} serves again")

    def serves(self, name: str) -> bool:
        """Whether that part answers."""
        if name == "redis":
            return self.redis_answers()
        port = self.live_port if name == "live" else self.port
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def redis_answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(0.5)
                connection.connect(str(self.data / "redis.sock"))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def move_clock(self, seconds: float) -> None:
        """Moves the clock of all processes to so many seconds from the real time."""
        draft = self.clock.with_suffix(".part")
        draft.write_text(str(seconds))
        draft.replace(self.clock)

    def end_pause(self, job: str, seconds: float = 0) -> None:
        """So many seconds pass by the clock, and the pause before the next run of that regular job is over."""
        if seconds:
            self.move_clock(seconds)
        until(self.redis_answers, PATIENCE, "Redis answers")
        with redis.Redis.from_url(f"unix://{self.data / 'redis.sock'}?db=0") as client:
            client.delete(f"halle:schedule:{job}")

    def memory(self, name: str) -> float:
        """MiB that the workers of that part hold."""
        return sum(_resident(pid) for pid in self.workers(name)) / 1024

    def log(self) -> str:
        return "".join(self.lines)

    def _environ(self) -> dict[str, str]:
        mine = {key: value for key, value in os.environ.items() if key not in FOREIGN and not key.startswith("HALLE_")}
        self.clock.touch()
        own = {"HALLE_DATA": self.data, "HALLE_CLOCK_FILE": self.clock, "PORT": self.port, "LIVE_PORT": self.live_port}
        return mine | {key: str(value) for key, value in own.items()} | self.settings

    def _listen(self, process: subprocess.Popen) -> None:
        for line in process.stdout:
            self.lines.append(line)

    def _is_up(self) -> bool:
        assert self._process.poll() is None, "bin/run ended:\n" + "".join(self.lines[-20:])
        return self.serves("pages") and self.serves("live")


@contextlib.contextmanager
def running(assets: Iterable[Path] = (), **settings: str) -> Iterator[Halle]:
    """A Halle that runs with these settings, and with these scripts of others at hand; it has to stop in order."""
    halle = Halle(**settings)
    for file in assets:
        (halle.data / "assets").mkdir(exist_ok=True)
        shutil.copy(file, halle.data / "assets")
    try:
        yield halle.start()
    finally:
        code = halle.stop()
        halle.remove()
    assert code == 0, halle.log()[-3000:]


def _be_born(parent: int) -> None:
    """It ends with its parent, and hears of Ctrl-C also where a shell has this process in the background."""
    die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def tree(pid: int) -> list[int]:
    """That process and all below it."""
    found, todo = [], [pid]
    while todo:
        pid = todo.pop()
        found.append(pid)
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                todo += map(int, children.read_text().split())
    return found


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _resident(pid: int) -> int:
    """KiB that a process holds, by the kernel's count."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
