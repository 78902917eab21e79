"""How an engine elsewhere is asked: one host, no redirects, a few seconds in all, an answer of a size to be expected.

A time-out of `requests` is about each read, so a server that sends a letter a second would have it for an hour: the
call runs in a thread of its own, whose socket is cut when the time is over.
"""

import contextlib
import socket
import threading
import time
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from inbox.config import settings
from inbox.translator.engine import NoTranslation

_in_thread = threading.local()
"""The call of this thread, for the connections that it opens."""
STEP = 16_384


class Door:
    """What may be asked of one host, by that engine. Each method returns an answer of 200, or raises NoTranslation."""

    def __init__(self, url: str, title: str):
        self._place, self._title = _place(urlsplit(url)), title

    def get(self, url: str, end: float, **options) -> requests.Response:
        """Until `end`, by the monotonic clock."""
        return self._ask("GET", url, end, options)

    def post(self, url: str, end: float, **options) -> requests.Response:
        """The same with a form (`data`) or JSON (`json`)."""
        return self._ask("POST", url, end, options)

    def _ask(self, method: str, url: str, end: float, options: dict) -> requests.Response:
        if _place(urlsplit(url)) != self._place:
            raise NoTranslation("refused", self._title)
        call = _Call(method, url, end, options)
        call.start()
        call.join(max(0.0, end - time.monotonic()))
        if call.is_alive():
            call.cut()
            raise NoTranslation("silent", self._title)
        if call.reason:
            raise NoTranslation(call.reason, self._title)
        return call.answer


def _place(parts: SplitResult) -> tuple:
    return parts.scheme, parts.hostname, parts.port


class _Call(threading.Thread):
    """One request, and all of its answer."""

    def __init__(self, method: str, url: str, end: float, options: dict):
        super().__init__(daemon=True)
        self._asked, self._end, self._options = (method, url), end, options
        self._most, self._connect = settings().translation_answer_max, settings().translation_connect_seconds
        self._sockets: list[socket.socket] = []
        self.answer, self.reason = requests.Response(), ""

    def run(self) -> None:
        _in_thread.call = self
        try:
            self.reason = self._made()
        except requests.ReadTimeout:
            self.reason = "silent"
        except Exception:  # whatever the network, a server or a certificate does: there is no translation
            self.reason = "away"

    def hold(self, sock: socket.socket) -> None:
        """To be cut with the call."""
        self._sockets.append(sock)

    def cut(self) -> None:
        """Ends it where it waits."""
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _made(self) -> str:
        left = max(0.1, self._end - time.monotonic())
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy nor a password of whoever started this
            for scheme in ("http://", "https://"):
                session.mount(scheme, _Adapter())
            session.headers["Accept-Encoding"] = "identity"  # a small answer that unfolds is not small
            how = {"timeout": (min(self._connect, left), left), "allow_redirects": False, "stream": True}
            self.answer = session.request(*self._asked, **self._options, **how)
            if self.answer.status_code != requests.codes.ok:
                return "busy" if self.answer.status_code == requests.codes.too_many_requests else "refused"
            return self._read()

    def _read(self) -> str:
        """All of them speak UTF-8, whatever they say; what is something else cannot be read."""
        if self.answer.headers.get("Content-Encoding", "identity") != "identity":
            return "answer"
        body = b""
        while step := self.answer.raw.read(STEP, decode_content=False):
            body += step
            if len(body) > self._most:
                return "answer"
        try:
            body.decode()
        except UnicodeDecodeError:
            return "answer"
        self.answer._content, self.answer.encoding = body, "utf-8"
        return ""


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _held(kind: type) -> type:
    """That kind of connection, whose sockets the call of the thread holds."""

    class Held(kind):
        def connect(self) -> None:
            super().connect()
            _in_thread.call.hold(self.sock)

    return Held


class _Pool(HTTPConnectionPool):
    ConnectionCls = _held(HTTPConnection)


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _held(HTTPSConnection)
