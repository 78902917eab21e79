"""Deletes the rows of messages that were sent or cancelled days ago. When it fails, the next day's run makes up for
it."""

from inbox.services import waiting


def forget_waiting() -> None:
    """Once a day."""
    waiting.forget_old()
