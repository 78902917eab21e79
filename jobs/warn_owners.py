"""Writes to the owners of files that will be deleted soon. When it fails, the next day's run makes up for it."""

from inbox.services import expiries


def warn_owners() -> None:
    """Once a day."""
    expiries.warn_due()
