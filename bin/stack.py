"""What Halle consists of when it runs: an embedded Redis, the pages, the live server, and a worker."""

import contextlib
import errno
import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import redis_server
import servers
from child import Part, say
from environment import PYTHON, ROOT
from processes import GaveUp, Stopped, Supervisor

THREADS = 16
"""Threads of a page process."""
SPARE_CONNECTIONS = 500
"""Connections that the live server takes beyond its sockets: those it refuses, and polling."""
PORT_PATIENCE = 3.0
"""Seconds to wait for a port that a launcher killed a moment ago still holds."""


class CannotStart(Exception):
    """Something on this machine is in the way; the text is one line for the person who starts Halle."""


@dataclass(frozen=True)
class Facts:
    """What the launcher must know of the settings."""

    host: str
    port: int
    live_port: int
    redis_url: str
    web_processes: int
    live_cap: int
    data: Path
    redis_wheels: list[str]

    @property
    def ports(self) -> list[int]:
        return [self.port, self.live_port] if self.live_port else [self.port]

    @property
    def url(self) -> str:
        return f"http://{_netloc(self.host, self.port)}"


def run(demo: bool) -> int:
    """Run everything until somebody asks to stop; returns the exit code."""
    try:
        facts = read_facts()
        with only_one(facts.data), Supervisor(facts.data / "run") as halle:
            check_ports(facts)
            start(halle, facts, demo)
            print(f"Halle runs at {facts.url}", flush=True)
            halle.watch()
    except Stopped:
        return 0
    except (CannotStart, GaveUp, redis_server.NoServer) as error:
        say(str(error))
        return 1
    except PermissionError as error:
        whose = "It belongs to another user: start Halle as that one, or set HALLE_DATA."
        say(f"{error.filename}: {error.strerror}. {whose}")
        return 1


def start(halle: Supervisor, facts: Facts, demo: bool) -> None:
    """Bring up Redis, then the database, then everything that uses them, as forks of this process; returns once the
    pages answer."""
    environ = command_environ() | {"HALLE_DATA": str(facts.data), "PYTHONUNBUFFERED": "1"}
    if not facts.redis_url:
        halle.start(redis_part(facts, environ))
        halle.wait_until_ready(60)
        environ["REDIS_URL"] = redis_server.url(redis_server.socket_path(facts.data))
    setup = [PYTHON, "-m", "flask", "--app", "app", "setup"]
    halle.run(Part("setup", setup if demo else [*setup, "--no-demo"], environ))
    servers.load()
    for part in parts(facts, environ):
        halle.start(part)
    halle.wait_until_ready(60)


def keep_to_the_owner() -> None:
    """What is made from now on, the database above all, is for its owner alone, whoever may enter the data folder."""
    os.umask(0o077)


def read_facts() -> Facts:
    """The settings, read by the application's own code in its own environment, in which `bin/flask` is not."""
    reader = str(ROOT / "bin" / "settings.py")
    answer = subprocess.run([PYTHON, reader], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        sys.exit(answer.returncode)
    facts = json.loads(answer.stdout)
    return Facts(**facts | {"data": Path(facts["data"])})


def command_environ() -> dict[str, str]:
    """The environment of the application's processes; outside `bin/run` they find its embedded Redis if it runs."""
    environ = {**os.environ, "FLASK_SKIP_DOTENV": "1"}
    data = Path(environ.get("HALLE_DATA") or ROOT / "var").expanduser().resolve()
    if not environ.get("REDIS_URL") and (data / "run" / "redis.pid").exists():
        environ["REDIS_URL"] = redis_server.url(redis_server.socket_path(data))
    return environ


@contextlib.contextmanager
def only_one(data: Path):
    """Refuses a second launcher on the same data."""
    path = data / "halle.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(f"Halle runs already on {data} (pid {path.read_text().strip()}).") from None
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    try:
        yield
    finally:
        os.close(descriptor)


def check_ports(facts: Facts) -> None:
    """Say which port cannot be had, before anything is started."""
    names = {facts.live_port: "LIVE_PORT", facts.port: "PORT"}
    deadline = time.monotonic() + PORT_PATIENCE
    for port in facts.ports:
        while problem := port_problem(facts.host, port):
            if problem.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                reason = f"Port {port} of {facts.host} cannot be had ({problem.strerror})"
                raise CannotStart(f"{reason}: free it, or set {names[port]} or HOST.")
            time.sleep(0.1)


def port_problem(host: str, port: int) -> OSError | None:
    """Why nothing can listen there, if so."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        return error
    return None


def redis_part(facts: Facts, environ: dict[str, str]) -> Part:
    """The embedded Redis; stopped last, so that what the others tell it at their end is kept."""
    command = redis_server.command(redis_server.find(facts.redis_wheels), facts.data)
    ready = partial(redis_server.answers, redis_server.socket_path(facts.data))
    return Part("redis", command, environ, ready, stops_in_round=3, quiet=True)


def parts(facts: Facts, environ: dict[str, str]) -> list[Part]:
    """The processes of the application. Sockets close first, so that the pages still answer those who come back."""
    pages = ["-k", "bin.page_worker.PageWorker", "--workers", str(facts.web_processes), "--threads", str(THREADS)]
    live = ["-k", "bin.live_worker.LiveWorker", "--worker-connections", str(facts.live_cap + SPARE_CONNECTIONS)]
    wanted = [(2, gunicorn("pages", facts.host, facts.port, pages))]
    if facts.live_port:
        wanted.append((1, gunicorn("live", facts.host, facts.live_port, live)))
    wanted.append((2, {"name": "worker", "command": partial(servers.worker, "short", "long")}))
    return [
        Part(environ=environ | {"HALLE_ROLE": what["name"]}, stops_in_round=stops, **what) for stops, what in wanted
    ]


def gunicorn(role: str, host: str, port: int, options: list[str]) -> dict:
    """What a `Part` needs to be a web server of that role."""
    server = ["-c", "bin/gunicorn.conf.py", "--bind", _netloc(host, port)]
    return {
        "name": role,
        "command": partial(servers.gunicorn, role, *server, *options, "app:create_app()"),
        "ready": partial(serves, host, port),
    }


def serves(host: str, port: int) -> bool:
    """Whether the server there answers /healthz."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    request = f"GET /healthz HTTP/1.0\r\nHost: {_netloc(host, port)}\r\n\r\n"
    try:
        with socket.create_connection((anywhere.get(host, host), port), timeout=0.5) as connection:
            connection.sendall(request.encode())
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def _netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
