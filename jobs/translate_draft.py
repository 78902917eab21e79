"""Translates what somebody has typed. An engine has ten seconds, and the job thirty. When there is no translation the
author sees why, and may try again; when the worker dies the sweep begins anew, three times in all, and then the page
says so."""

from inbox.services import draft_translations


def translate_draft(author_id: int, other_id: int) -> None:
    """Runs when its author asked for it, and by the sweep."""
    draft_translations.make(author_id, other_id)
