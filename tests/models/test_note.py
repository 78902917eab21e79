"""A note is its owner's, and goes with either of the two."""

import pytest

from inbox.extensions import db
from inbox.models.note import Note
from inbox.models.person import Person
from inbox.services import notes


def test_the_note_of_somebody_about_somebody_is_theirs(cast, ana, bo):
    cast.do(notes.write, ana, bo, "About Bo", 0)
    assert [note.body for note in cast.rows(Note.of(ana, bo))] == ["About Bo"]
    assert cast.rows(Note.of(bo, ana)) == cast.rows(Note.of(bo, bo)) == []


@pytest.mark.parametrize("who", ["ana", "bo"])
def test_it_goes_with_its_owner_and_with_whom_it_is_about(app, cast, ana, bo, who):
    cast.do(notes.write, ana, bo, "About Bo", 0)
    with app.app_context():
        db.session.execute(db.delete(Person).where(Person.username == who))
        db.session.commit()
    assert cast.count(Note) == 0
