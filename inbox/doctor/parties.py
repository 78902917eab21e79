"""Others that Halle speaks to, and its own servers."""

import http.client
import urllib.error
import urllib.request
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _n
from sqlalchemy.exc import DBAPIError, TimeoutError

from inbox import mailer, scanner
from inbox.clock import now
from inbox.config import settings
from inbox.doctor.finding import OK, Finding, note, or_fine, wrong
from inbox.extensions import db
from inbox.models.letter import Letter
from inbox.storage import StorageError, store

MAIL, FILES, SERVERS = _l("Mail"), _l("Files"), _l("Servers")
NOBODYS = "0" * 64
"""The digest of nothing that is stored."""
LATE = timedelta(hours=1)
PATIENCE = 5
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def letters() -> list[Finding]:
    """Whether mail goes out."""
    try:
        late = db.session.scalar(Letter.open_since(now() - LATE))
    except (DBAPIError, TimeoutError):
        return []  # the database is somebody else's finding
    finally:
        db.session.rollback()
    if late:
        return [
            wrong(
                MAIL,
                _n(
                    "%(num)s mail has waited for more than an hour.",
                    "%(num)s mails have waited for more than an hour.",
                    late,
                ),
            )
        ]
    if not settings().smtp_url and not settings().loopback:
        return [note(MAIL, _l("Without SMTP_URL nobody gets mail: the links are in the log, for whoever reads it."))]
    if not settings().smtp_url:
        return [Finding(OK, MAIL, _l("Without SMTP_URL mails are written to the log."))]
    return [Finding(OK, MAIL, _l("No mail waits."))]


def mail_server() -> list[Finding]:
    """Whether it lets us in. Nothing is sent."""
    if not settings().smtp_url:
        return []
    try:
        mailer.greet()
    except mailer.NotSent as error:
        return [wrong(MAIL, _l("The server of SMTP_URL does not take mail from here (%(reason)s).", reason=str(error)))]
    return [Finding(OK, MAIL, _l("The mail server answers."))]


def file_store() -> list[Finding]:
    """Whether the bucket lets us in; a folder is looked at with the other folders."""
    if not settings().is_bucket:
        return []
    try:
        store().restore_state(NOBODYS)
    except StorageError as error:
        return [wrong(FILES, _l("The store of STORAGE_URL cannot be used (%(reason)s).", reason=str(error)))]
    return [Finding(OK, FILES, _l("The store answers."))]


def virus_scanner() -> list[Finding]:
    """Whether it answers. Nothing is scanned."""
    if not scanner.is_wanted():
        return []
    try:
        scanner.greet()
    except scanner.NotScanned as error:
        reason = _l("The scanner of HALLE_CLAMD_URL does not answer, and files wait (%(reason)s).", reason=str(error))
        return [wrong(FILES, reason)]
    return [Finding(OK, FILES, _l("The scanner answers."))]


def servers() -> list[Finding]:
    """Whether pages and live server answer, where Halle runs."""
    chosen = settings()
    if not chosen.redis_url:
        return []
    ports = {"PORT": chosen.port, "LIVE_PORT": chosen.live_port}
    silent = [(name, port) for name, port in ports.items() if port and not _answers(chosen.host, port)]
    found = [wrong(SERVERS, _l("Nothing answers at %(name)s %(port)s.", name=name, port=port)) for name, port in silent]
    return or_fine(found, SERVERS, _l("Pages and live server answer."))


def _answers(host: str, port: int) -> bool:
    host = ANYWHERE.get(host, host)
    address = f"http://[{host}]:{port}/healthz" if ":" in host else f"http://{host}:{port}/healthz"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=PATIENCE) as answer:
            return answer.status == http.client.OK
    except (urllib.error.URLError, OSError, http.client.HTTPException):
        return False
