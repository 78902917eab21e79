"""Computes the response time and rate of one freelancer. When it fails, the daily run makes up for it."""

from inbox.services import responses


def measure_response(freelancer_id: int) -> None:
    """After a first answer."""
    responses.measure(freelancer_id)
