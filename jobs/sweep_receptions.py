"""Queues the new clients whom no worker was told of: those who wrote while Redis was away or forgot."""

from inbox.services import receptions
from jobs.queues import later


def sweep_receptions() -> None:
    """Twice a minute."""
    for conversation_id in receptions.due():
        later("answer_client", conversation_id)
