"""Releases the messages that are due. The page processes do so every second; this is for when none of them lives.
When it fails, the next run makes up for it."""

from inbox.services import releases


def release_waiting() -> None:
    """Twice a minute."""
    releases.release_due()
