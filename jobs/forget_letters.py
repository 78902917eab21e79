"""Deletes the letters of last week. When it fails, the next day's run makes up for it."""

from inbox.services import letters


def forget_letters() -> None:
    """Once a day."""
    letters.forget_old()
