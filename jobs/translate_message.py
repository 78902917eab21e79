"""Translates a message. An engine has ten seconds, and the job thirty. When there is no translation the reader sees
why, and may try again; when the worker dies the sweep begins anew, three times in all, and then the page says so."""

from inbox.services import translations


def translate_message(message_id: int, target: str) -> None:
    """Runs when somebody asked for it, when a message came to who has them translated, and by the sweep."""
    translations.make(message_id, target)
