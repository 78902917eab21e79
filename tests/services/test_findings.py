"""Findings: the text of a document is found by those it was sent between, as long as it is there."""

import secrets

import pytest

from inbox.extensions import db
from inbox.models.entry import Kind, holding, id_at, place
from inbox.services import expiries, intakes, messages
from inbox.storage import arriving
from tests import samples
from tests.files import attachments_of, sent, stored, uploaded
from tests.services.test_moves import at  # noqa: F401 (a fixture)


def found(cast, viewer, word: str) -> list[int]:
    """The ids of the files that the viewer finds by that word."""
    with cast.app.app_context():
        places = db.session.scalars(holding([f"f:{viewer.id}", word], None, 50)).all()
    return [id_at(one) for one in places if one == place(Kind.FILE, id_at(one))]


def test_both_people_find_a_document_by_its_text_and_nobody_else_does(cast, ana, bo, dev):
    (row,) = attachments_of(cast, stored(cast, ana, bo, "x.pdf", content=samples.pdf()))
    assert found(cast, ana, "quarterly") == found(cast, bo, "quarterly") == [row.id]
    assert found(cast, dev, "quarterly") == found(cast, ana, "absent") == []


def test_one_that_was_taken_in_before_it_was_sent_is_found_from_its_sending_on(cast, ana, bo):
    row = uploaded(cast, ana, bo, content=samples.docx())
    cast.do(intakes.take_in, row.id)
    assert found(cast, ana, "quarterly") == []
    cast.do(messages.send, ana, bo, "", secrets.token_hex(8), files=[row.token])
    assert found(cast, bo, "quarterly") == [row.id]


@pytest.mark.parametrize("how", ["message", "years"])
def test_one_that_is_deleted_is_found_no_more(cast, ana, bo, at, how):  # noqa: F811
    message = stored(cast, ana, bo, content=samples.WORDS.encode())
    assert found(cast, ana, "quarterly")
    if how == "message":
        cast.do(messages.delete, ana, message.id)
    else:
        at(2031, 3, 2)
        cast.do(expiries.delete_due)
    assert found(cast, ana, "quarterly") == found(cast, bo, "quarterly") == []


def test_every_file_is_found_by_its_name_from_its_sending_on_whatever_becomes_of_it(cast, ana, bo):
    row = uploaded(cast, ana, bo, "mood board.bin", content=b"\0\1")
    assert found(cast, ana, "mood") == []
    cast.do(messages.send, ana, bo, "", secrets.token_hex(8), files=[row.token])
    assert found(cast, bo, "mood") == [row.id]
    cast.do(intakes.take_in, row.id)
    assert found(cast, ana, "mood") == found(cast, bo, "board") == [row.id]


def test_one_that_was_lost_is_found_no_more(cast, app, ana, bo):
    (row,) = attachments_of(cast, sent(cast, ana, bo, "mood board.bin"))
    with app.app_context():
        arriving.remove(row.token)
    cast.do(intakes.take_in, row.id)
    assert found(cast, ana, "mood") == []


def test_the_same_text_sent_to_others_stays_found_by_them(cast, ana, bo, dev):
    mine = stored(cast, ana, bo, content=samples.pdf())
    (theirs,) = attachments_of(cast, stored(cast, dev, bo, content=samples.pdf()))
    cast.do(messages.delete, ana, mine.id)
    assert found(cast, ana, "quarterly") == [] and found(cast, dev, "quarterly") == [theirs.id]
