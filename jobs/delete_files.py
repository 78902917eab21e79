"""Deletes files whose years are over. What it does not reach in ten minutes, the next day's run does."""

from inbox.services import expiries


def delete_files() -> None:
    """Once a day."""
    expiries.delete_due()
