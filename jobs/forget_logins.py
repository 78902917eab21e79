"""Deletes the log-ins that ended or that nobody uses any more. When it fails, the next day's run makes up for it."""

from inbox.services import logins


def forget_logins() -> None:
    """Once a day."""
    logins.forget_old()
