"""Moves into the cold what nobody opened for years. What it does not reach in ten minutes, a second try or the
next day's run does."""

from inbox.services import moves


def archive_files() -> None:
    """Once a day."""
    moves.archive_due()
    moves.tidy()
