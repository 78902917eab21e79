"""Halle as people run it: `bin/run` in a data folder of its own, its processes found by their pid files."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("HALLE_TEST_CACHE", ROOT / ".cache"))
PATIENCE = 60
SETTINGS = {
    "HALLE_ASSETS": "local",
    "HALLE_ARGON2_MEMORY_KIB": "64",
    "HALLE_ARGON2_TIME": "1",
    "HALLE_SIGNUPS_ADDRESS": "10000",
    "HALLE_ONLINE_SECONDS": "6",
    "HALLE_PAGE_MESSAGES": "20",
    "HALLE_PAGE_CONVERSATIONS": "8",
}


class House:
    """One running Halle."""

    def __init__(self, data: Path, **settings: str):
        self.data, self.port, self.live_port = data, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock = data / "clock"
        mine = {name: value for name, value in os.environ.items() if not name.startswith("HALLE_")}
        addresses = {"PORT": str(self.port), "LIVE_PORT": str(self.live_port), "HALLE_DATA": str(data)}
        self.environ = mine | SETTINGS | addresses | {"HALLE_CLOCK_FILE": str(self.clock)} | settings

    def __enter__(self):
        self.data.mkdir(parents=True, exist_ok=True)
        if (CACHE / "assets").is_dir():  # fetched once, not by each start
            shutil.copytree(CACHE / "assets", self.data / "assets", dirs_exist_ok=True)
        self.log = (self.data / "log").open("wb")
        command = [str(ROOT / "bin" / "run"), "--no-demo"]
        self.process = subprocess.Popen(command, env=self.environ, stdout=self.log, stderr=self.log)
        wait_for(lambda: self.serves(self.port) and self.serves(self.live_port), "Halle to start", self.tell)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def serves(self, port: int) -> bool:
        """Whether the server on that port answers."""
        if self.process.poll() is not None:
            raise AssertionError(f"bin/run ended with {self.process.returncode}: {self.tell()}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def master(self, name: str) -> int:
        """The process that the launcher started for that part."""
        pid_file = self.data / "run" / f"{name}.pid"
        wait_for(pid_file.exists, f"{name} to run", self.tell)
        return int(pid_file.read_text())

    def workers(self, name: str) -> list[int]:
        """The processes that do that part's work."""
        master = self.master(name)
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def kill(self, *pids: int) -> None:
        """kill -9."""
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    def wait_until_up(self) -> None:
        """Until pages and live server answer (again)."""
        wait_for(lambda: self.serves(self.port) and self.serves(self.live_port), "Halle to be up", self.tell)

    def move_clock(self, seconds: float) -> None:
        """The servers' clock, from now on so far ahead of the world's."""
        draft = self.clock.with_suffix(".part")
        draft.write_text(str(seconds))
        draft.replace(self.clock)

    def tell(self) -> str:
        """The end of what it printed."""
        return (self.data / "log").read_text(errors="replace")[-3000:]


def wait_for(question, what: str, tell=lambda: "", seconds: float = PATIENCE) -> None:
    """Until the question is answered with yes."""
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}. {tell()}"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
