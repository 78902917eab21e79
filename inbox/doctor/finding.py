"""One thing that was looked at, and how it is."""

from collections.abc import Iterable
from dataclasses import dataclass

OK, NOTE, WRONG = "ok", "note", "wrong"


@dataclass(frozen=True)
class Finding:
    """`sentence` says what to do where something is wrong; `subject` and it are translated when they are drawn."""

    level: str
    subject: object
    sentence: object


def wrong(subject, sentence) -> Finding:
    """Something has to be done."""
    return Finding(WRONG, subject, sentence)


def note(subject, sentence) -> Finding:
    """Worth knowing, and maybe meant so."""
    return Finding(NOTE, subject, sentence)


def or_fine(found: Iterable[Finding], subject, sentence) -> list[Finding]:
    """What was found; where nothing was, that all is well, in that sentence."""
    return list(found) or [Finding(OK, subject, sentence)]
