"""Mail: the only door to a mail server. Without `SMTP_URL` what a letter holds is written to the log.

The words stand in `templates/letters/`: `NAME.txt`, whose first line is the subject, and `NAME.html`.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from flask import current_app
from flask_babel import force_locale

from inbox.clock import now
from inbox.config import settings

log = structlog.get_logger()
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True)
class Mail:
    """What goes to whom: the name of the templates, the language, and what the templates need."""

    to: str
    template: str
    locale: str
    words: dict = field(default_factory=dict, repr=False)


class NotSent(Exception):
    """The mail did not go. `final`: nor will it, however often it is tried."""

    def __init__(self, reason: str, final: bool = False):
        super().__init__(reason)
        self.final = final


def send(mail: Mail) -> None:
    """Hands the mail to the server, or writes it to the log. Raises NotSent."""
    subject, text, html = _drawn(mail)
    if not settings().smtp_url:
        log.info("mail", to=mail.to, subject=subject, link=mail.words.get("link"))
        return
    try:
        message = _message(mail.to, subject, text, html)
    except (ValueError, MessageError, UnicodeError, IndexError) as error:  # no header can hold that address
        raise NotSent(type(error).__name__, final=True) from error
    _hand_over(message)


def greet() -> None:
    """Whether the server lets us in, without a mail. Raises NotSent."""
    with _let_in() as connection:
        connection.noop()


def link(path: str) -> str:
    """The address of that page, for somebody who reads it elsewhere: never from what a request says of its host."""
    return settings().address + path


def _drawn(mail: Mail) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    with force_locale(mail.locale), current_app.extensions["drawing"]():
        draw = current_app.jinja_env.get_template
        text = draw(f"letters/{mail.template}.txt").render(locale=mail.locale, **mail.words)
        html = draw(f"letters/{mail.template}.html").render(locale=mail.locale, **mail.words)
    subject, _, text = text.strip().partition("\n")
    return subject, text.strip() + "\n", html


def _message(to: str, subject: str, text: str, html: str) -> EmailMessage:
    host = urlsplit(settings().address).hostname
    message = EmailMessage()
    message["Subject"], message["To"] = subject, to
    (receiver,) = message["To"].addresses
    if receiver.addr_spec != to:
        raise ValueError("not one address")
    message["From"] = settings().mail_from or f"Halle <halle@{host}>"
    message["Date"], message["Message-ID"] = format_datetime(now()), make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence answers it
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def _hand_over(message: EmailMessage) -> None:
    with _let_in() as connection:
        _accepted(connection, message)


@contextlib.contextmanager
def _let_in() -> Iterator[smtplib.SMTP]:
    server, connection = urlsplit(settings().smtp_url), None
    try:
        connection = _connected(server)
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        yield connection
    except (smtplib.SMTPException, OSError, UnicodeError) as error:  # the last: a password that smtplib cannot write
        raise NotSent(_reason(error)) from error
    finally:
        _part(connection)


def _connected(server: SplitResult) -> smtplib.SMTP:
    port, name = server.port or PORTS[server.scheme], urlsplit(settings().address).hostname
    common = {"host": server.hostname, "port": port, "local_hostname": name, "timeout": settings().mail_seconds}
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(context=ssl.create_default_context(), **common)
    connection = smtplib.SMTP(**common)
    if server.scheme == "smtp+starttls":
        try:
            connection.starttls(context=ssl.create_default_context())  # raises where the server has none
        except Exception:  # whatever it was: nobody gets this connection, so nobody else could close it
            connection.close()
            raise
    return connection


def _accepted(connection: smtplib.SMTP, message: EmailMessage) -> None:
    """The server took the mail; what it says for good no time will change."""
    try:
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise NotSent(f"refused {codes}", final=all(code >= 500 for code in codes)) from error
    except smtplib.SMTPDataError as error:
        raise NotSent(f"refused {error.smtp_code}", final=error.smtp_code >= 500) from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address that this server cannot write
        raise NotSent(type(error).__name__, final=True) from error


def _reason(error: Exception) -> str:
    """The kind of the failure and its code: what a server says may hold the address of the receiver."""
    return f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()


def _part(connection: smtplib.SMTP | None) -> None:
    if connection is not None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()  # the mail is accepted already, whatever becomes of this
        connection.close()
