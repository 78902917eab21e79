"""A translator on loopback that speaks as LibreTranslate does, or does as a test tells it; real Apertium behind it."""

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from inbox import translator

Answer = tuple[int, dict, bytes]


def said(text, status: int = 200, charset: str = "utf-8") -> Answer:
    """What LibreTranslate answers."""
    return (
        status,
        {"Content-Type": f"application/json; charset={charset}"},
        json.dumps({"translatedText": text}).encode(),
    )


class Provider:
    """The server. `answer` makes the answer to what was asked, a dictionary of one-valued fields, or what was sent as JSON. With
    `tls` it speaks HTTPS."""

    def __init__(self, answer: Callable[[dict], Answer] | None = None, tls: ssl.SSLContext | None = None):
        self.answer = answer or (lambda asked: said(f"{asked['target']}: {asked['q']}"))
        self.asked: list[dict] = []
        self.addresses: list[str] = []
        self.keys: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.gone = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Ends, also what hangs."""
        self.gone.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def _handler(self) -> type:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                if self.headers.get("Content-Type", "").startswith("application/json"):
                    asked = json.loads(form)
                else:
                    fields = parse_qs(urlsplit(self.path).query) | parse_qs(form)
                    asked = {name: values[0] for name, values in fields.items()}
                provider.asked.append(asked)
                provider.addresses.append(self.path)
                provider.keys.append(self.headers.get("Authorization", ""))
                provider.headers.append({name.lower(): value for name, value in self.headers.items()})
                answer = provider.answer(asked)
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                with contextlib.suppress(OSError):  # who asked may have heard enough
                    self.end_headers()
                    self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *_) -> None:
                """Says nothing."""

        return Handler


def hanging(provider: Provider) -> Callable:
    """Says nothing, for as long as the provider lives."""
    return lambda _asked: lambda _handler: provider.gone.wait(60)


def dripping(provider: Provider) -> Callable:
    """A letter each tenth of a second, for ever: no read ever times out."""

    def drip(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not provider.gone.wait(0.1):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return

    return lambda _asked: drip


def backed_by_apertium(app: Flask) -> Callable[[dict], Answer]:
    """What LibreTranslate answers, by real Apertium; what it does not know is an error of 400, as there."""

    def answer(asked: dict) -> Answer:
        with app.app_context():
            try:
                done = translator.apertium.translate(
                    asked["q"], asked["source"], asked["target"], time.monotonic() + 10
                )
            except translator.NoTranslation as failure:
                body = json.dumps({"error": str(failure.sentence)}).encode()
                return 400, {"Content-Type": "application/json"}, body
        return said(done)

    return answer
