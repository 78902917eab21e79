"""A real `apertium-apy` on loopback."""

import contextlib
import subprocess
from collections.abc import Iterator

import requests

from tests.stack.server import free_ports
from tests.stack.waiting import until

MODES = "/usr/share/apertium/modes"


@contextlib.contextmanager
def warm() -> Iterator[str]:
    """apertium-apy, which keeps its programs running."""
    (port,) = free_ports(1)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(["apertium-apy", "-p", str(port), MODES], **quiet)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(url), 60, "apertium-apy answers")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{url}/listPairs", timeout=5).ok
    return False
