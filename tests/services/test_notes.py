"""Private notes: what is stored, what is refused, and that no tab overwrites what another one wrote."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import NoteWritten
from inbox.models.note import Note
from inbox.services import notes
from tests.cast import Cast


def stored(cast, owner, about) -> tuple[str, int] | None:
    """Text and revision."""
    note = cast.row(Note, owner.id, about.id)
    return (note.body, note.revision) if note else None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Prefers mornings", "Prefers mornings"), ("  a\r\nb\n ", "a\nb"), ("é" * 5000, "é" * 5000), ("👩‍👩‍👧 مرحبا", "👩‍👩‍👧 مرحبا"), ("<b>", "<b>")],
)  # fmt: skip
def test_a_note_holds_what_was_typed(cast, ana, bo, typed, kept):
    cast.do(notes.write, ana, bo, typed, 0)
    assert stored(cast, ana, bo) == (kept, 1)


@pytest.mark.parametrize("typed", ["é" * 5001, "a\0b", "\ud800"])
def test_what_does_not_fit_is_refused_and_the_note_stays(cast, ana, bo, typed):
    cast.do(notes.write, ana, bo, "First", 0)
    with pytest.raises(Invalid) as caught:
        cast.do(notes.write, ana, bo, typed, 1)
    assert list(caught.value.errors) == ["body"]
    assert stored(cast, ana, bo) == ("First", 1)


def test_how_long_it_may_be_is_a_setting(make_app):
    cast = Cast(make_app(HALLE_NOTE_MAX="5"))
    ana, bo = cast.person("ana"), cast.person("bo")
    cast.do(notes.write, ana, bo, "12345", 0)
    with pytest.raises(Invalid, match="6 characters; 5"):
        cast.do(notes.write, ana, bo, "123456", 1)


def test_each_has_a_note_of_their_own_about_each(cast, ana, bo, chloe):
    cast.do(notes.write, ana, bo, "About Bo", 0)
    cast.do(notes.write, bo, ana, "About Ana", 0)
    cast.do(notes.write, ana, chloe, "About Chloé", 0)
    found = [(each.owner_id, each.about_id, each.body) for each in cast.rows(select(Note).order_by(Note.body))]
    assert found == [(bo.id, ana.id, "About Ana"), (ana.id, bo.id, "About Bo"), (ana.id, chloe.id, "About Chloé")]


def test_whoever_saw_an_older_text_overwrites_nothing(cast, ana, bo):
    cast.do(notes.write, ana, bo, "First", 0)
    cast.do(notes.write, ana, bo, "Second", 1)
    for revision in (0, 1):
        with pytest.raises(Conflict):
            cast.do(notes.write, ana, bo, "Third", revision)
    assert stored(cast, ana, bo) == ("Second", 2)
    cast.do(notes.write, ana, bo, "Third", 2)
    assert stored(cast, ana, bo) == ("Third", 3)


def test_the_same_text_again_is_saved_already(cast, app, ana, bo):
    heard = []
    app.extensions["reactions"] = app.extensions["reactions"] | {NoteWritten: ((), (heard.append,))}
    for _ in range(2):
        cast.do(notes.write, ana, bo, "First", 0)
    assert stored(cast, ana, bo) == ("First", 1)
    assert heard == [NoteWritten(bo.id, (ana.id,))]


@pytest.mark.parametrize("nothing", ["", " \n", "\u200b\u3164"])
def test_an_emptied_note_is_gone_and_an_old_tab_does_not_bring_it_back(cast, ana, bo, nothing):
    cast.do(notes.write, ana, bo, nothing, 0)
    assert stored(cast, ana, bo) is None
    cast.do(notes.write, ana, bo, "First", 0)
    cast.do(notes.write, ana, bo, nothing, 1)
    assert stored(cast, ana, bo) == ("", 2)
    for revision in (0, 1):
        with pytest.raises(Conflict):
            cast.do(notes.write, ana, bo, "First again", revision)


def test_nobody_has_a_note_about_themselves(cast, ana):
    with pytest.raises(NotAllowed):
        cast.do(notes.write, ana, ana, "Me", 0)


@pytest.mark.parametrize("database", ["here", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_of_texts_that_come_at_once_one_is_stored_and_the_others_hear_so(cast, ana, bo, database):
    def write(number: int) -> bool:
        try:
            cast.do(notes.write, ana, bo, f"Text {number}", 0)
            cast.do(notes.write, bo, ana, f"Text {number}", 0)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    assert stored(cast, ana, bo)[1] == 1
