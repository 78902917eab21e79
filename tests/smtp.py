"""A real mail server on loopback, which does as a test tells it."""

import socket
import ssl
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Box:
    """Keeps what arrives. `answer` is what the server says to the next mails; '' accepts."""

    def __init__(self) -> None:
        self.empty()

    def empty(self) -> None:
        """Nothing came yet, and everything is accepted."""
        self.raw: list[bytes] = []
        self.envelopes: list = []
        self.begun = 0  # texts that somebody began to send
        self.answer = self.answer_to_recipient = ""
        self.came = threading.Event()  # the text of a mail
        self.holds = threading.Event()
        self.holds.set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.answer_to_recipient:
            return self.answer_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        self.begun += 1
        self.came.set()
        while not self.holds.is_set():
            await server.loop.run_in_executor(None, self.holds.wait, 0.05)
        if self.answer:
            return self.answer
        self.raw.append(envelope.content)
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived, as a mail program reads it."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]


def text(mail: EmailMessage) -> str:
    """The plain text."""
    return mail.get_body(("plain",)).get_content()


class Server:
    """The server: `kind` is smtp, smtps or smtp+starttls; with a user it lets nobody else send."""

    def __init__(self, kind: str = "smtp", user: str = "", password: str = "", certificate=None):
        self.kind, self.user, self.password, self.box = kind, user, password, Box()
        options: dict = {}
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            options = {"tls_context": context} if kind == "smtp+starttls" else {"ssl_context": context}
        if user:
            options |= {
                "authenticator": self._check,
                "auth_required": True,
                "auth_require_tls": kind == "smtp+starttls",
            }
        self._controller = Controller(self.box, hostname="127.0.0.1", port=_free_port(), **options)

    def _check(self, _server, _session, _envelope, _mechanism, given) -> AuthResult:
        right = LoginPassword(self.user.encode(), self.password.encode())
        return AuthResult(success=given == right, handled=False)  # so that the server answers 535 itself

    def __enter__(self) -> "Server":
        self._controller.start()
        return self

    def __exit__(self, *_) -> None:
        self.box.holds.set()
        self._controller.stop()

    def url(self, user: str = "", password: str = "") -> str:
        """Its address, with these credentials."""
        who = f"{user}:{password}@" if user else ""
        return f"{self.kind}://{who}127.0.0.1:{self._controller.port}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def authority() -> trustme.CA:
    """Somebody who issues certificates, and whom nobody trusts yet."""
    return trustme.CA()
