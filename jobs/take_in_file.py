"""Stores a file that has arrived, and looks at it. It may take ten minutes; what is not done by then is tried three
times more, then by the sweep. Meanwhile it is served from where it arrived, unless a scanner must see it first."""

from inbox.services import intakes


def take_in_file(attachment_id: int) -> None:
    """Runs when the last byte of a file has come."""
    intakes.take_in(attachment_id)
