"""Answers a new client for the assistant of a freelancer. Engines of translation have some twenty seconds in all, and
the job thirty. When the worker dies the sweep begins anew; after two tries nothing is translated, and after five the
conversation is handed over to the freelancer, who sees why."""

from inbox.services import assistances


def assist_client(conversation_id: int) -> None:
    """Runs when a client wrote to somebody whose assistant answers."""
    assistances.answer(conversation_id)
