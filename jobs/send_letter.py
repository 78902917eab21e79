"""Sends a mail. What does not go now is tried again by the sweep, and given up after some hours: the log says so, and
whoever waits for the mail asks for another."""

from inbox.services import letters


def send_letter(letter_id: int) -> None:
    """Runs when a letter was written, and when it is due again."""
    letters.deliver(letter_id)
