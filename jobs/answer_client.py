"""Answers a new client with what the freelancer wrote for that. A job that failed is found again by the sweep, which
`bin/flask jobs status` shows with its error; the client sees nothing of it."""

from inbox.services import receptions


def answer_client(conversation_id: int) -> None:
    """Runs when a new client wrote."""
    receptions.answer(conversation_id)
