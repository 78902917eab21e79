"""Taking one's own message back."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock

START = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)


@pytest.fixture
def message(cast, ana, bo):
    """Ana wrote to Bo, at START."""
    clock.freeze(START)
    return cast.said(ana, bo, "Hello secret")


def test_a_button_deletes_and_a_tombstone_says_who(cast, ana, bo, message):
    tab = cast.logged_in(ana)
    page = tab.read("/inbox/bo")
    assert page.button("Delete for everyone")
    answer = tab.submit(page, f"/messages/{message.id}/deletion")
    assert (answer.status_code, answer.goes_to) == (303, f"/inbox/bo#message-{message.id}")
    mine, theirs = tab.read("/inbox/bo"), cast.logged_in(bo).read("/inbox/ana")
    assert mine.message(message.id).one(".tomb").text == "You deleted this message"
    assert theirs.message(message.id).one(".tomb").text == "Ana Ribeiro deleted this message"
    assert [page.rows[0].one(".pv").text for page in (mine, theirs)] == [
        "You deleted this message", "This message was deleted"]  # fmt: skip
    assert "secret" not in mine.source + theirs.source


def test_htmx_gets_the_tombstone_in_its_place(cast, ana, message):
    answer = cast.logged_in(ana).htmx(f"/messages/{message.id}/deletion")
    assert answer.page.message(message.id).one(".tomb").text == "You deleted this message"
    assert not answer.page.has("head")


def test_deleting_twice_is_deleting_once(cast, ana, message):
    tab = cast.logged_in(ana)
    assert [tab.send(f"/messages/{message.id}/deletion").status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("htmx", [True, False])
def test_at_15_minutes_it_is_refused_with_the_reason(cast, ana, message, htmx):
    clock.freeze(START + timedelta(seconds=900))
    tab, url = cast.logged_in(ana), f"/messages/{message.id}/deletion"
    refused = tab.htmx(url) if htmx else tab.send(url)
    assert refused.status_code == 403
    assert "The 15 minutes to edit or delete are over." in refused.page.alert
    assert cast.again(message).body == "Hello secret"


@pytest.mark.parametrize(("name", "status"), [("bo", 403), ("chloe", 404), ("mod", 404)])
def test_the_message_of_another_cannot_be_deleted(cast, message, name, status):
    answer = cast.logged_in(cast.person(name)).send(f"/messages/{message.id}/deletion")
    assert answer.status_code == status
    assert "secret" not in answer.text
    assert cast.again(message).deleted_at is None
