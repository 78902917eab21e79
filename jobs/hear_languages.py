"""Finds out in which language new messages are. When it fails, the next run makes up for it, and until then a message
is taken to be in the language that its author last wrote in."""

from inbox.services import languages


def hear_languages() -> None:
    """Six times a minute."""
    languages.hear()
