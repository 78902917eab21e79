"""The virus scanner: clamd, asked by its INSTREAM command. It gets the bytes themselves, so it may be anywhere and
needs no access to our files."""

import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit

from inbox.config import settings

FOUND, FINE, TOO_LARGE = " FOUND", "OK", "INSTREAM size limit exceeded"
ANSWER_MAX = 4096
GREETING_SECONDS = 5


class NotScanned(Exception):
    """There is no verdict: the scanner is away, or refuses. Worth another try; the text is for the log."""


class TooLarge(NotScanned):
    """The scanner takes nothing so large: its StreamMaxLength must be raised. Another try would change nothing."""


class Harmful(Exception):
    """The scanner found something; the text is what it calls it."""


def is_wanted() -> bool:
    """Whether files are scanned at all."""
    return bool(settings().clamd_url)


def finding(blocks: Iterable[bytes]) -> str:
    """What the scanner calls what it found in these bytes; empty when it found nothing. Raises `NotScanned`."""
    try:
        with _connected(settings().scan_seconds) as connection:
            answer = _ask(connection, blocks)
    except OSError as error:
        raise NotScanned(type(error).__name__) from error
    return _verdict(answer)


def greet() -> None:
    """Whether it answers. Raises `NotScanned`."""
    try:
        with _connected(GREETING_SECONDS) as connection:
            connection.sendall(b"zPING\0")
            if _answer(connection) != "PONG":
                raise NotScanned("what answers is no clamd")
    except OSError as error:
        raise NotScanned(type(error).__name__) from error


def _connected(seconds: float) -> socket.socket:
    parts = urlsplit(settings().clamd_url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        connection.connect(parts.path)
        return connection
    return socket.create_connection((parts.hostname, parts.port or 3310), timeout=seconds)


def _ask(connection: socket.socket, blocks: Iterable[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        for block in blocks:
            if block:  # an empty one would be the end
                connection.sendall(struct.pack("!I", len(block)) + block)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough, and says why
    return _answer(connection)


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < ANSWER_MAX:
        data = connection.recv(ANSWER_MAX)
        if not data:
            break
        said += data
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == FINE:
        return ""
    if said.endswith(FOUND):
        return said.removesuffix(FOUND)
    raise TooLarge(TOO_LARGE) if TOO_LARGE in said else NotScanned("an answer that is none")
