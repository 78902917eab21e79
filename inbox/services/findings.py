"""Findings: both people of the conversation that a file was sent in find it by its name, and a document by its text."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from inbox.extensions import db
from inbox.models.attachment import Attachment
from inbox.models.content import Content
from inbox.models.entry import Kind, of_file
from inbox.services import entries


def add(rows: Sequence[Attachment]) -> None:
    """From now on these files are found, if they were sent and are here. They must not have been found before."""
    for row, tokens in _with_tokens(rows):
        entries.add(Kind.FILE, row.id, tokens)


def remove(rows: Sequence[Attachment]) -> None:
    """They are found no more. Their names, states and contents must still be those by which they were found."""
    for row, tokens in _with_tokens(rows):
        entries.remove(Kind.FILE, row.id, tokens)


def _with_tokens(rows: Sequence[Attachment]) -> Iterator[tuple[Attachment, set[str]]]:
    sent = [row for row in rows if row.message_id is not None and row.is_whole]
    words = _words({row.content_id for row in sent} - {None})
    for row in sent:
        yield row, of_file((row.owner_id, row.other_id), row.owner_id, row.name, words.get(row.content_id, ""))


def _words(content_ids: set[int]) -> dict[int, str]:
    if not content_ids:
        return {}
    found = select(Content.id, Content.words).where(Content.id.in_(content_ids), Content.words != "")
    return {id_: words for id_, words in db.session.execute(found)}
