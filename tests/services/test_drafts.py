"""Drafts: kept for their author alone, never lost to an older page, gone with their message."""

import pytest

from inbox.errors import Conflict, Invalid, NotAllowed
from inbox.events import DraftSaved
from inbox.models.draft import Draft
from inbox.services import drafts, messages
from inbox.services.drafts import Writing


@pytest.fixture
def typing(cast, ana, bo):
    """Ana types that to Bo; returns the draft as it is then."""

    def save(body: str, version: int = 0, key: str = "form", step: int | None = None, reply_to: int | None = None):
        return cast.do(drafts.save, ana, bo, Writing(body, reply_to, version, key, step))

    return save


@pytest.fixture
def draft(cast, ana, bo):
    """Ana's draft for Bo as the database has it."""
    return lambda: cast.row(Draft, ana.id, bo.id)


def test_what_is_typed_is_kept_also_before_the_first_message(typing, draft):
    typing("Hello\r\nBo ")
    assert (draft().body, draft().excerpt, draft().version) == ("Hello\nBo ", "Hello Bo", 1)


def test_it_is_its_authors_alone(cast, typing, ana, bo, chloe):
    typing("Hello Bo")
    assert cast.row(Draft, bo.id, ana.id) is None
    assert cast.row(Draft, ana.id, chloe.id) is None


def test_a_blank_draft_takes_the_text_away_and_its_version_goes_on(typing, draft):
    typing("Hello")
    typing(" \u3164\n", version=1)
    assert (draft().body, draft().excerpt, draft().version) == ("", "", 2)


def test_an_older_page_cannot_overwrite_a_newer_draft(typing, draft):
    typing("one", key="a")
    typing("two", version=1, key="b")
    with pytest.raises(Conflict):
        typing("from the old page", version=1, key="a")
    assert (draft().body, draft().version) == ("two", 2)


def test_whoever_saw_the_newer_draft_may_replace_it(typing, draft):
    typing("one", key="a"), typing("two", version=1, key="b")
    typing("three", version=2, key="a")
    assert draft().body == "three"


def test_a_form_goes_on_from_its_own_save_though_it_never_heard_of_it(typing, draft):
    typing("H", key="a", step=1)
    typing("He", key="a", step=2)
    assert draft().body == "He"


def test_a_save_that_a_later_one_overtook_changes_nothing(typing, draft):
    typing("Hello", key="a", step=2)
    typing("Hel", key="a", step=1)
    assert (draft().body, draft().step) == ("Hello", 2)


def test_an_empty_draft_stands_in_nobodys_way(typing, draft):
    typing("one", key="a"), typing("", version=1, key="a")
    typing("from an old page", version=1, key="b")
    assert draft().body == "from an old page"


def test_the_same_text_again_writes_nothing_and_conflicts_with_nothing(typing, draft):
    typing("one", key="a")
    typing("one", key="b")
    assert draft().version == 1


def test_the_draft_goes_with_its_message(cast, typing, draft, ana, bo):
    typing("Hel", key="form")
    cast.said(ana, bo, "Hello", key="form")
    assert (draft().body, draft().excerpt) == ("", "")


def test_the_draft_that_the_page_showed_goes_with_the_message(cast, typing, draft, ana, bo):
    typing("Hel", key="at home")
    cast.do(messages.send, ana, bo, "Hello", "on the train", None, draft().version)
    assert draft().body == ""


def test_what_was_typed_elsewhere_meanwhile_stays(cast, typing, draft, ana, bo):
    typing("Hello", key="a")
    typing("Something else", version=1, key="b")
    cast.said(ana, bo, "Hello", key="a")
    assert draft().body == "Something else"


def test_a_refused_send_leaves_the_draft(cast, typing, draft, ana, bo):
    typing("x" * 6000, key="a")
    with pytest.raises(Invalid):
        cast.said(ana, bo, "x" * 6000, key="a")
    assert len(draft().body) == 6000


def test_a_save_that_comes_after_its_message_brings_nothing_back(cast, typing, draft, ana, bo):
    cast.said(ana, bo, "Hello", key="a")
    typing("Hel", key="a", step=3)
    assert draft().body == ""


def test_what_the_same_form_typed_after_its_message_is_kept(cast, typing, draft, ana, bo):
    cast.said(ana, bo, "Hello", key="a")
    typing("And another thing", key="a", step=4)
    assert draft().body == "And another thing"


def test_sending_again_takes_away_nothing_typed_since(cast, typing, draft, ana, bo):
    cast.said(ana, bo, "Hello", key="a")
    typing("Next", key="b")
    cast.said(ana, bo, "Hello", key="a")
    assert draft().body == "Next"


def test_a_draft_may_be_longer_than_a_message_but_not_than_the_limit(typing, draft):
    typing("x" * 20_000)
    with pytest.raises(Invalid):
        typing("x" * 20_001, version=1)
    assert len(draft().body) == 20_000


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_what_no_database_takes_is_refused(typing, draft, text):
    with pytest.raises(Invalid):
        typing(text)
    assert draft() is None


def test_it_answers_only_a_message_of_its_conversation(cast, typing, draft, ana, bo, chloe):
    mine, other = cast.said(ana, bo, "Hello"), cast.said(ana, chloe, "Hello")
    typing("Yes", reply_to=mine.id)
    assert draft().reply_to_id == mine.id
    for nowhere in (other.id, 999):
        with pytest.raises(Invalid):
            typing("Yes, yes", version=1, reply_to=nowhere)
    typing("", version=1, reply_to=mine.id)
    assert draft().reply_to_id is None


def test_nobody_keeps_a_draft_for_whom_they_may_not_write_to(cast, ana, bo):
    for author, other in ((bo, ana), (ana, ana)):
        with pytest.raises(NotAllowed):
            cast.do(drafts.save, author, other, Writing("Hire me"))


@pytest.mark.parametrize("key", ["k" * 65, "\x00", "\ud800"])
def test_a_key_that_is_none_is_none(typing, draft, key):
    typing("Hello", key=key)
    assert (draft().body, draft().key) == ("Hello", "")


def test_only_its_author_is_woken(app, cast, typing, ana, bo):
    told = []
    reactions = dict(app.extensions["reactions"])
    reactions[DraftSaved] = ((), (told.append,))
    app.extensions["reactions"] = reactions
    message = cast.said(ana, bo, "Hello")
    typing("Well"), typing("Well", version=1)
    assert told == [DraftSaved(message.conversation_id, (ana.id,))]
