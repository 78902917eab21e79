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
    page = tab.read(tab.form("/inbox/bo", f"/waiting/{row.id}/release").goes_to)
    assert "Not sent: You can write to Bo Lindqvist once" in page.text
    assert page.named("button", "Send now Later") and page.named("link", "Edit Later")
    assert cast.count(Message) == 0


def test_one_that_was_cancelled_is_not_sent(cast, ana, row):
    tab = cast.logged_in(ana)
    page = tab.read("/waiting")
    tab.submit(page, f"/waiting/{row.id}/cancellation")
    assert tab.submit(page, f"/waiting/{row.id}/release").goes_to == "/waiting"
    assert cast.count(Message) == 0
