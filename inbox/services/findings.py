"""Findings: the text of a document is found by both people of the conversation that it was sent in."""

from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.content import Content
from inbox.models.entry import Kind, of_file
from inbox.services import entries


def add(row: Attachment) -> None:
    """From now on that file is found by its text: it was sent, and taken in. It must not have been found before."""
    if tokens := _tokens(row):
        entries.add(Kind.FILE, row.id, tokens)


def remove(row: Attachment) -> None:
    """It is found no more. Its content must still be known."""
    if tokens := _tokens(row):
        entries.remove(Kind.FILE, row.id, tokens)


def _tokens(row: Attachment) -> set[str]:
    if row.message_id is None or row.content_id is None:
        return set()
    words = db.session.get(Content, row.content_id).words
    return of_file((row.owner_id, row.other_id), words) if words else set()
