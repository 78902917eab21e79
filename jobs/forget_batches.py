"""Deletes what was kept so that it could be undone."""

from inbox.services import batches


def forget_batches() -> None:
    """Once a day."""
    batches.forget_old()
