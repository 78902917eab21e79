"""Computes all response times and rates, whose window moves on. When it fails, the next day's run makes up for it."""

from inbox.services import responses


def measure_responses() -> None:
    """Once a day."""
    responses.measure_all()
