"""Brings bytes back from the cold, or deletes what nobody needs. What the store cannot do at once the sweep ends."""

from inbox.services import moves


def move_content(content_id: int) -> None:
    """Runs when somebody opens an archived file, and when the last file with these bytes is gone."""
    moves.go_on_with(content_id)
