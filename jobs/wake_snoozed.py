"""Wakes the conversations that were snoozed until now. When it fails, the next run makes up for it."""

from inbox.services import participations


def wake_snoozed() -> None:
    """Twice a minute."""
    participations.wake_due()
