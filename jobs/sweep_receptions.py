"""Queues the new clients whom no worker was told of: those who wrote while Redis was away or forgot, and those over
whose answer a worker died."""

from inbox.services import assistances, receptions
from jobs.queues import later


def sweep_receptions() -> None:
    """Twice a minute."""
    for conversation_id in receptions.due():
        later("answer_client", conversation_id)
    for conversation_id in assistances.due():
        later("assist_client", conversation_id)
