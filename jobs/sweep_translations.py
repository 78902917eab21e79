"""Queues the translations that wait for a try: whose worker died, and those asked for while Redis was away."""

from inbox.services import draft_translations, translations
from jobs.queues import later


def sweep_translations() -> None:
    """Four times a minute."""
    for message_id, target in translations.due():
        later("translate_message", message_id, target)
    for author_id, other_id in draft_translations.due():
        later("translate_draft", author_id, other_id)
