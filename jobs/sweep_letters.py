"""Queues the letters that are due: those whose first try failed, and those that were written while Redis was away."""

from inbox.services import letters
from jobs.queues import later


def sweep_letters() -> None:
    """Once a minute."""
    for letter_id in letters.due():
        later("send_letter", letter_id)
