"""The search index: it holds what is there, from the moment of the commit on, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from inbox import clock
from inbox.errors import Invalid
from inbox.extensions import db
from inbox.models.entry import Kind, holding, of_message, of_person, place, thing
from inbox.services import entries, messages, profiles, releases, waiting
from inbox.transaction import transaction

BOTH = [pytest.param("here", id="here"), pytest.param("postgresql", marks=pytest.mark.postgres)]
pytestmark = pytest.mark.parametrize("database", BOTH)


@pytest.fixture(autouse=True)
def _whole_at_the_end(cast, database):
    """FTS5 finds out by itself whether an entry was taken out by other tokens than it had."""
    yield
    with cast.app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("INSERT INTO entry (entry) VALUES ('integrity-check')"))


def found(cast, *tokens: str) -> list[int]:
    """The ids of the messages that the index finds by all these tokens, newest first."""
    with cast.app.app_context():
        places = db.session.scalars(holding(tokens, None, 100)).all()
    assert all(at & 15 == Kind.MESSAGE for at in places)
    return [thing(at) if isinstance(at, str) else at >> 4 for at in places]


def named(cast, *grams: str) -> list[int]:
    """The ids of the people that the index finds by these parts of their names."""
    with cast.app.app_context():
        return [
            at >> 4 for at in db.session.scalars(holding(["p:", *(f"g:{gram}" for gram in grams)], None, 100)).all()
        ]


def test_a_message_is_found_by_its_words_its_people_and_its_author(cast, ana, bo, database):
    first = cast.said(ana, bo, "The résumé of 東京都")
    second = cast.said(bo, ana, "Your RESUME")
    assert found(cast, "resume") == [second.id, first.id]
    assert found(cast, f"m:{ana.id}", "resume") == found(cast, f"m:{bo.id}", "resume") == [second.id, first.id]
    assert found(cast, f"by:{ana.id}") == [first.id]
    assert found(cast, "東京", "京都") == [first.id]
    assert found(cast, "resume", "of", "missing") == []


def test_only_what_is_before_a_place_and_no_more_than_asked_for(cast, ana, bo, database):
    said = [cast.said(ana, bo, "logo").id for _ in range(5)]
    with cast.app.app_context():
        places = db.session.scalars(holding(["logo"], place(Kind.MESSAGE, said[3]), 2)).all()
    assert [at >> 4 for at in places] == [said[2], said[1]]


def test_no_text_passes_for_a_token_that_says_whose_it_is(cast, ana, bo, chloe, database):
    cast.said(ana, bo, f"m:{chloe.id} by:{chloe.id} has:file p: g:c")
    assert found(cast, f"m:{chloe.id}") == found(cast, f"by:{chloe.id}") == found(cast, "has:file") == []
    assert named(cast, "c") == [chloe.id]


def test_an_edit_is_found_by_its_new_words_alone(cast, ana, bo, database):
    message = cast.said(ana, bo, "The red logo")
    cast.do(messages.edit, ana, message.id, "The blue logo", 0)
    assert found(cast, "red") == []
    assert found(cast, "blue", "logo", f"m:{bo.id}") == [message.id]


def test_a_deletion_leaves_nothing(cast, ana, bo, database):
    message, other = cast.said(ana, bo, "The red logo"), cast.said(ana, bo, "The red line")
    cast.do(messages.delete, ana, message.id)
    cast.do(messages.delete, ana, message.id)
    assert found(cast, "red") == [other.id]
    assert found(cast, "logo") == []


def test_a_send_that_is_rolled_back_was_never_there(cast, ana, bo, database):
    @transaction
    def fails(author, other):
        messages.send(author, other, "The red logo", "k")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cast.do(fails, ana, bo)
    assert found(cast, "red") == []


def test_a_refused_edit_changes_nothing(cast, ana, bo, database):
    message = cast.said(ana, bo, "The red logo")
    with pytest.raises(Invalid):
        cast.do(messages.edit, ana, message.id, " ", 0)
    assert found(cast, "red") == [message.id]


def test_a_repeated_send_is_found_once(cast, ana, bo, database):
    message = cast.said(ana, bo, "The red logo", key="k")
    cast.said(ana, bo, "The red logo", key="k")
    assert found(cast, "red") == [message.id]


def test_a_message_that_waits_is_found_when_it_is_released(cast, ana, bo, database):
    kept = cast.do(waiting.schedule, ana, bo, "The red logo", "k", clock.now() + timedelta(hours=1))
    assert found(cast, "red") == []
    message = cast.do(releases.release_now, ana, kept.id)
    assert found(cast, "red") == [message.id]


def test_people_are_found_by_a_part_of_their_names_as_they_are_now(cast, bo, chloe, database):
    assert named(cast, "hlo") == [chloe.id]
    assert named(cast, "lin", "ind") == [bo.id]
    changed = profiles.Profile("Chloe Durand", ["freelancer"], "", [], "")
    cast.do(profiles.change, chloe, changed)
    assert named(cast, "dur") == named(cast, "chl") == [chloe.id]
    assert named(cast, "mar") == []


def test_nothing_is_written_for_what_stays_the_same(cast, statements, database):
    with cast.app.app_context():
        statements.clear()
        entries.replace(Kind.PERSON, 1, {"p:"}, {"p:"})
    assert statements == []


def test_what_an_entry_holds(cast, database):
    assert of_message((3, 4), 4, "Red, red") == {"m:3", "m:4", "by:4", "red"}
    assert of_person("bo", "Bo Li") == {"p:", "g:b", "g:bo", "g:l", "g:li"}
