"""Files in the cold, on their way back, and gone: what pages say of them, and what opening one does."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.models.content import ARCHIVED, RESTORING, Content
from inbox.services import expiries, messages, moves
from tests.files import attachments_of, content_of, stored

DATA = b"what was sent years ago"


@pytest.fixture
def message(cast, ana, bo):
    """A file that was sent on a day of 2028."""
    clock.freeze(datetime(2028, 2, 10, 12, tzinfo=UTC))
    return stored(cast, ana, bo, content=DATA)


@pytest.fixture
def archived(cast, message):
    """The same, in the cold."""
    clock.freeze(datetime(2030, 2, 11, 12, tzinfo=UTC))
    assert cast.do(moves.archive_due) == 1
    return message


@pytest.fixture
def tab(cast, bo):
    """That of whom it was sent to, who logs in again: years pass here."""
    return lambda: cast.logged_in(bo)


def url(cast, message) -> str:
    return f"/files/{attachments_of(cast, message)[0].token}"


def card(tab) -> str:
    return tab().read("/inbox/ana").messages[0].text


def test_a_card_says_what_will_become_of_its_file(tab, message):
    assert "Archived 10 Feb 2030, deleted 10 Feb 2031" in card(tab)


def test_opening_one_in_the_cold_explains_and_brings_it_back(cast, tab, archived):
    assert "Archived: not opened for 2 years. Restoring takes 12 h." in card(tab)
    answer = tab().get(url(cast, archived))
    assert answer.status_code == 409
    assert "It is being restored now, which takes up to 12 hours" in answer.page.one("main").text
    assert content_of(cast, archived).state == RESTORING
    assert "Restoring. Ready by" in card(tab) and "(12 h left)." in card(tab)
    clock.move(timedelta(hours=4, minutes=30))
    drawn = tab().read("/inbox/ana").messages[0]
    assert "(8 h left)." in drawn.text and drawn.one("progress")["value"] == "4"
    assert cast.do(moves.go_on) == 1
    assert tab().get(url(cast, archived)).data == DATA
    assert "Restor" not in card(tab)


def test_neither_a_head_nor_a_prefetch_brings_it_back(cast, tab, archived):
    assert tab().head(url(cast, archived)).status_code == 409
    assert tab().get(url(cast, archived), headers={"Sec-Purpose": "prefetch"}).status_code == 409
    assert content_of(cast, archived).state == ARCHIVED


def test_one_that_does_not_come_back_in_time_names_support(make_app, cast):
    cast.app = make_app(HALLE_SUPPORT="help@example.org", HALLE_RESTORE_MINUTES="1440")
    ana, bo = cast.person("ana"), cast.person("bo")
    clock.freeze(datetime(2028, 2, 10, 12, tzinfo=UTC))
    message = stored(cast, ana, bo, content=DATA)
    clock.freeze(datetime(2030, 2, 11, 12, tzinfo=UTC))
    cast.do(moves.archive_due)

    def tab():
        return cast.logged_in(bo)

    tab().get(url(cast, message))
    clock.move(timedelta(hours=12))
    assert "Still unavailable after 12 h." in card(tab)
    answer = tab().get(url(cast, message))
    assert answer.status_code == 409 and "help@example.org" in answer.page.alert


def test_one_whose_years_are_over_is_gone_and_its_card_says_so(cast, tab, message):
    there = url(cast, message)
    clock.freeze(datetime(2031, 2, 10, 13, tzinfo=UTC))
    assert cast.do(expiries.delete_due) == 1
    assert "Deleted 3 years after it was sent. It cannot be recovered." in card(tab)
    answer = tab().get(there)
    assert answer.status_code == 410 and "It cannot be recovered." in answer.page.one("main").text


def test_a_file_of_a_deleted_message_is_gone_for_both(cast, tab, message, ana):
    there = url(cast, message)
    clock.freeze(datetime(2028, 2, 10, 12, 5, tzinfo=UTC))
    cast.do(messages.delete, ana, message.id)
    assert tab().get(there).status_code == cast.logged_in(ana).get(there).status_code == 404
    cast.do(moves.go_on)
    assert cast.count(Content) == 0
