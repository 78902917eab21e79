"""Where people reach Halle, and whether the settings that say so agree."""

from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from inbox.config import Settings, settings
from inbox.doctor.finding import Finding, note, or_fine, wrong

SUBJECT = _l("Addresses")
HERE = ("localhost", "127.0.0.1", "::1")


def addresses() -> list[Finding]:
    """PUBLIC_URL, LIVE_URL, HOST and TRUSTED_PROXIES."""
    chosen = settings()
    found = [*_public(chosen), *_proxies(chosen)]
    return or_fine(found, SUBJECT, _l("People reach Halle at %(address)s.", address=chosen.address))


def _public(chosen: Settings) -> list[Finding]:
    found, public = [], urlsplit(chosen.public_url)
    alone = chosen.loopback and not chosen.trusted_proxies
    if not chosen.public_url and not alone:
        leads = _l("PUBLIC_URL is not set: links in mail would lead to %(address)s.", address=chosen.address)
        found.append(wrong(SUBJECT, leads))
    if public.scheme == "http" and public.hostname not in HERE:
        found.append(note(SUBJECT, _l("PUBLIC_URL is not https: passwords travel readable.")))
    if public.scheme == "https" and chosen.live_url.startswith(("ws://", "http://")):
        found.append(wrong(SUBJECT, _l("LIVE_URL must begin with wss:// when PUBLIC_URL is https.")))
    return found


def _proxies(chosen: Settings) -> list[Finding]:
    found = []
    if chosen.public_url.startswith("https:") and not chosen.trusted_proxies:
        found.append(
            wrong(
                SUBJECT,
                _l("TRUSTED_PROXIES is 0 behind a proxy: all people share one address, and its limits."),
            )
        )
    if chosen.trusted_proxies and not chosen.loopback:
        found.append(
            note(
                SUBJECT,
                _l("HOST is open to others: who goes past the proxy can claim any address. Close the port."),
            )
        )
    return found
