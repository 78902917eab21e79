"""Sending what waits at once."""

import pytest
from sqlalchemy import select

from inbox.extensions import db
from inbox.models.message import Message
from inbox.services import waiting
from tests.waits import LATER, still  # noqa: F401


@pytest.fixture
def row(cast, ana, bo):
    return cast.do(waiting.schedule, ana, bo, "Later", "k", LATER)


def test_it_is_sent_now_and_pressing_twice_sends_once(cast, ana, row):
    tab = cast.logged_in(ana)
    page = tab.read("/waiting")
    where = [tab.submit(page, f"/waiting/{row.id}/release").goes_to for _ in range(2)]
    message = cast.rows(select(Message))[0]
    assert where == [f"/inbox/bo#message-{message.id}"] * 2
    assert tab.read("/inbox/bo").messages[0].one(".text").text == "Later"
    assert cast.count(Message) == 1


def test_when_it_may_not_be_sent_it_stays_with_the_reason(cast, ana, bo, row):
    with cast.app.app_context():
        db.session.execute(db.update(type(bo)).values(role_freelancer=True, role_client=False))
        db.session.execute(
            db.update(type(bo)).where(type(bo).id == bo.id).values(role_freelancer=False, role_client=True)
        )
        db.session.commit()
    tab = cast.logged_in(ana)
    refused = tab.form("/inbox/bo", "/inbox/bo/messages", now=row.id)
    assert refused.status_code == 403
    page = refused.page
    assert "Not sent: You can write to Bo Lindqvist once" in page.text
    assert page.named("button", "Send now Later") and page.named("link", "Edit Later")
    assert cast.count(Message) == 0


def test_one_that_was_cancelled_is_not_sent(cast, ana, row):
    tab = cast.logged_in(ana)
    page = tab.read("/waiting")
    tab.submit(page, f"/waiting/{row.id}/cancellation")
    assert tab.submit(page, f"/waiting/{row.id}/release").goes_to == "/waiting"
    assert cast.count(Message) == 0


def test_from_the_conversation_it_is_sent_and_what_stands_in_the_box_is_kept(cast, ana, bo, row):
    tab = cast.logged_in(ana)
    page = tab.read("/inbox/bo")
    answer = tab.submit(page, "/inbox/bo/messages", now=row.id, body="Half a thought")
    back = tab.read(answer.goes_to)
    assert cast.rows(select(Message.body)) == ["Later"]
    assert back.one("textarea#body").raw.strip() == "Half a thought"
    assert not back.has("#waiting li")


def test_with_htmx_the_conversation_shows_it(cast, ana, row):
    tab = cast.logged_in(ana)
    button = tab.read("/inbox/bo").one("#waiting").one("button[name=now]")
    pieces = tab.htmx(button["hx-post"], {"since": "0"}).page
    assert [message.one(".text").text for message in pieces.messages] == ["Later"]
    strip = next(ul for ul in pieces.all("ul") if ul["hx-swap-oob"] == "merge-all:#waiting")
    assert not strip.has("li")
    again = tab.htmx(button["hx-post"], {"since": "0"})
    assert [message.one(".text").text for message in again.page.messages] == ["Later"]


def test_when_it_may_not_be_sent_what_stands_in_the_box_stays(cast, ana, bo, row):
    tab = cast.logged_in(ana)
    page = tab.read("/inbox/bo")
    tab.submit(page, "/inbox/bo/messages", undo=row.id)
    refused = tab.submit(page, "/inbox/bo/messages", now=row.id, body="Half a thought")
    assert (refused.status_code, cast.count(Message)) == (409, 0)
    assert refused.page.one("textarea#body").raw.strip() == "Half a thought"
    pieces = tab.htmx(f"/waiting/{row.id}/release", {"since": "0"})
    assert pieces.status_code == 409 and pieces.page.one("#composer-error").text
