"""The scanner of the tests: Debian's clamd with one signature of our own, and one that answers as it is told."""

import os
import shutil
import socket
import struct
import subprocess
import threading
import time
from functools import partial
from pathlib import Path

from bin.lifeline import die_with
from tests.places import short_lived

BAD = b"HALLE-TESTS-HARMFUL-FILE"
NAME = "Halle.Tests.Harmful"
PROGRAM = shutil.which("clamd") or "/usr/sbin/clamd"


class Clamd:
    """The real one, with one signature and 8 MiB a stream at most."""

    def __init__(self) -> None:
        self.folder = short_lived("halle-clamd-")
        (self.folder / "db").mkdir()
        (self.folder / "db" / "tests.ndb").write_text(f"{NAME}:0:*:{BAD.hex()}\n")
        self.socket = self.folder / "socket"
        lines = [
            f"LocalSocket {self.socket}", f"DatabaseDirectory {self.folder}/db", "Foreground yes", "StreamMaxLength 8M",
            "OfficialDatabaseOnly no", f"TemporaryDirectory {self.folder}", "ConcurrentDatabaseReload no",
        ]  # fmt: skip
        if os.geteuid() == 0:
            lines.append("User root")
        (self.folder / "clamd.conf").write_text("\n".join(lines) + "\n")
        self._said = open(self.folder / "log", "wb")  # noqa: SIM115
        self._process = subprocess.Popen(
            [PROGRAM, "-c", str(self.folder / "clamd.conf")], stdout=self._said, stderr=self._said,
            preexec_fn=partial(die_with, os.getpid()),
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while not self.socket.exists():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"clamd does not start: {(self.folder / 'log').read_text()[-600:]}")
            time.sleep(0.02)

    @staticmethod
    def is_here() -> bool:
        """Whether this machine has it."""
        return Path(PROGRAM).exists()

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def stop(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait(10)
        self._said.close()


class Told:
    """One that speaks the protocol: it finds BAD, and answers otherwise when it is told to."""

    def __init__(self) -> None:
        self.answer: bytes | None = None  # none: what is true
        self.most = 2**40  # bytes after which it has enough, and hangs up
        self.heard = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self._one(connection)
                except (OSError, struct.error):
                    pass

    def _one(self, connection: socket.socket) -> None:
        file = connection.makefile("rb")
        command = b""
        while not command.endswith(b"\0"):
            command += file.read(1)
        if command == b"zPING\0":
            connection.sendall(self.answer or b"PONG\0")
            return
        data = bytearray()
        while length := struct.unpack("!I", file.read(4))[0]:
            data += file.read(length)
            if len(data) > self.most:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.heard = len(data)
        true = f"stream: {NAME} FOUND\0".encode() if BAD in data else b"stream: OK\0"
        connection.sendall(true if self.answer is None else self.answer)

    def stop(self) -> None:
        """Ends it."""
        self._listener.close()
