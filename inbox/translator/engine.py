"""What every engine is: a name, what it can, and a way to ask it."""

from functools import lru_cache
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

REASONS = {
    "none": _l("No translator is set up here."),
    "pair": _l("No translator here knows these two languages."),
    "language": _l("The language of this text is not clear, and no translator here can tell."),
    "silent": _l("%(engine)s did not answer in time."),
    "away": _l("%(engine)s cannot be reached."),
    "busy": _l("%(engine)s takes no more texts for now."),
    "refused": _l("%(engine)s refused."),
    "answer": _l("%(engine)s gave an answer that is no translation."),
    "resting": _l("%(engine)s failed several times, and is not asked for a minute."),
    "changed": _l("You went on writing meanwhile."),
    "long": _l("The translation is too long for a message."),
    "broken": _l("Translating it was tried several times, and stopped each time."),
}
"""Why there is no translation, as it is kept, and as a person reads it."""
FINAL = ("none", "pair", "language", "resting")
"""These say nothing against an engine."""


class NoTranslation(Exception):
    """There is no translation. `reason` is one of REASONS, `engine` the title of who failed."""

    def __init__(self, reason: str, engine: str = ""):
        super().__init__(f"{reason} {engine}".strip())
        self.reason, self.engine = reason, engine

    @property
    def final(self) -> bool:
        """Whether no engine failed."""
        return self.reason in FINAL

    @property
    def sentence(self):
        """Why, for a person, in the language of the page."""
        return said(self.reason, self.engine)


def said(reason: str, engine: str):
    """The sentence for that reason."""
    return REASONS.get(reason, REASONS["broken"]) % {"engine": engine}


class Engine(Protocol):
    """One engine. `limit`: characters of one piece; None for any number. `leaves`: whether text goes to another
    machine. `end`: of the time that it has, by the monotonic clock. Languages are ISO 639-1; "" is unknown."""

    name: str
    title: str
    limit: int | None

    def is_ready(self) -> bool: ...
    def leaves(self) -> bool: ...
    def targets(self) -> frozenset[str]: ...
    def has(self, source: str, target: str) -> bool: ...
    def translate(self, text: str, source: str, target: str, end: float) -> str: ...


@lru_cache(64)
def is_here(url: str) -> bool:
    """Whether that address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
