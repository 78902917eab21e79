"""Expiries: three years by the calendar, and a letter a month before; nobody is told twice of the same file."""

import pytest
from sqlalchemy import select, update

from inbox import clock
from inbox.models.attachment import AVAILABLE, DELETED, Attachment
from inbox.models.content import Content
from inbox.models.letter import Letter
from inbox.models.message import Message
from inbox.services import attachments, expiries, moves
from inbox.storage import ABSENT
from inbox.transaction import transaction
from tests.cast import Cast
from tests.files import attachments_of, content_of, stored, stored_state
from tests.services.dying import Died, dying
from tests.services.test_moves import at  # noqa: F401 (a fixture)
from tests.smtp import text


@pytest.fixture
def message(cast, ana, bo, at):  # noqa: F811
    """Sent on 29 February 2028."""
    return stored(cast, ana, bo, "offer.pdf", content=b"three years")


def test_a_file_is_deleted_three_years_after_it_was_sent(cast, message, at):  # noqa: F811
    content, seq = content_of(cast, message), cast.row(Message, message.id).changed_seq
    at(2031, 3, 1, 11, 59)
    assert cast.do(expiries.delete_due) == 0
    at(2031, 3, 1, 12)
    assert cast.do(expiries.delete_due) == 1
    (row,) = attachments_of(cast, message)
    assert (row.state, row.content_id, row.delete_on) == (DELETED, None, None)
    assert cast.row(Message, message.id).changed_seq > seq
    cast.do(moves.go_on)
    assert stored_state(cast, content.digest) == ABSENT and cast.count(Content) == 0
    assert cast.do(expiries.delete_due) == 0


def test_opening_it_does_not_put_that_off(cast, message, at):  # noqa: F811
    at(2031, 2, 27)
    cast.do(moves.open_, content_of(cast, message).id)
    at(2031, 3, 1, 12)
    assert cast.do(expiries.delete_due) == 1


def test_one_in_the_cold_is_deleted_too(cast, message, at):  # noqa: F811
    at(2030, 3, 2)
    cast.do(moves.archive_due)
    digest = content_of(cast, message).digest
    at(2031, 3, 2)
    assert cast.do(expiries.delete_due) == 1
    cast.do(moves.go_on)
    assert stored_state(cast, digest) == ABSENT


def test_more_than_one_batch_is_gone_through(cast, ana, bo, at, monkeypatch):  # noqa: F811
    monkeypatch.setattr(expiries, "AT_ONCE", 2)
    for number in range(5):
        stored(cast, ana, bo, content=b"%d" % number)
    at(2031, 6, 1)
    assert cast.do(expiries.delete_due) == 5


@pytest.mark.parametrize("when", ["before", "after"])
def test_who_dies_between_two_batches_has_deleted_the_first_and_the_next_run_does_the_rest(cast, ana, bo, at, when, monkeypatch):  # noqa: F811
    monkeypatch.setattr(expiries, "AT_ONCE", 1)
    sent = [stored(cast, ana, bo, content=b"%d" % number) for number in range(2)]
    at(2031, 6, 1)
    with cast.app.app_context(), dying(cast, "attachments.expire", when), pytest.raises(Died):
        expiries.delete_due()
    assert cast.do(expiries.delete_due) == (2 if when == "before" else 1)
    assert {attachments_of(cast, message)[0].state for message in sent} == {DELETED}


def test_its_owner_is_told_thirty_days_before_once_and_in_one_letter(post, at):  # noqa: F811
    cast = Cast(post.app)
    ana, bo = cast.person("ana"), cast.person("bo")
    stored(cast, ana, bo, "one.pdf", "two.pdf", content=b"x")
    stored(cast, ana, bo, "three.pdf", content=b"y")
    stored(cast, bo, ana, "four.pdf", content=b"z")
    at(2031, 1, 29)
    assert cast.do(expiries.warn_due) == 0
    at(2031, 1, 30, 13)
    assert cast.do(expiries.warn_due) == 2
    assert cast.do(expiries.warn_due) == 0
    post.deliver()
    told = {mail["To"]: text(mail) for mail in post.box.mails}
    assert set(told) == {"ana@halle.test", "bo@halle.test"}
    assert all(name in told["ana@halle.test"] for name in ("one.pdf, on 1 March 2031", "two.pdf", "three.pdf"))
    assert "four.pdf" not in told["ana@halle.test"] and "four.pdf" in told["bo@halle.test"]


def test_a_mail_server_that_is_away_for_days_costs_nobody_the_warning(post, at):  # noqa: F811
    cast = Cast(post.app)
    stored(cast, cast.person("ana"), cast.person("bo"), "one.pdf")
    at(2031, 2, 10)
    cast.do(expiries.warn_due)
    post.box.answer = "451 later"
    for hour in range(3 * 24):
        at(2031, 2, 10 + hour // 24, hour % 24)
        post.deliver()
    post.box.answer = ""
    at(2031, 2, 13)
    post.deliver()
    assert len(post.box.mails) == 1


def test_a_warning_that_nobody_took_is_given_up_once_it_is_too_late(post, at):  # noqa: F811
    cast = Cast(post.app)
    stored(cast, cast.person("ana"), cast.person("bo"), "one.pdf")
    at(2031, 1, 31)
    cast.do(expiries.warn_due)
    post.box.answer = "451 later"
    for hour in range(13):
        at(2031, 1, 31, hour)
        post.deliver()
    assert cast.rows(select(Letter))[0].closed_at is None
    at(2031, 3, 2)
    post.deliver()
    assert cast.rows(select(Letter))[0].closed_at is not None


def test_a_letter_names_no_more_than_so_many_files_and_says_that_there_are_more(post, at, monkeypatch):  # noqa: F811
    monkeypatch.setattr(expiries, "NAMED", 2)
    cast = Cast(post.app)
    stored(cast, cast.person("ana", locale="fr"), cast.person("bo"), "a\u202eb.pdf", "b<i>.pdf", "c.pdf")
    at(2031, 2, 10)
    cast.do(expiries.warn_due)
    post.deliver()
    (mail,) = post.box.mails
    assert mail["Subject"] == "Certains de vos fichiers vont bientôt être supprimés"
    assert "c.pdf" not in text(mail) and "Il y en a d’autres" in text(mail)
    assert "\u202e" not in text(mail) and "<i>" not in mail.get_body(("html",)).get_content()


def test_when_nothing_is_left_to_warn_of_no_letter_goes(post, at):  # noqa: F811
    cast = Cast(post.app)
    stored(cast, cast.person("ana"), cast.person("bo"))
    at(2031, 2, 10)
    cast.do(expiries.warn_due)
    at(2031, 3, 2)
    cast.do(expiries.delete_due)
    post.deliver()
    assert post.box.mails == [] and cast.rows(select(Letter))[0].closed_at is not None


def test_a_file_that_is_not_sent_is_nobodys_to_warn_of(cast, message, at):  # noqa: F811
    cast.do(transaction(lambda: _no_date()))
    at(2031, 2, 10)
    assert cast.do(expiries.warn_due) == 0 and clock.now().year == 2031


def _no_date() -> None:
    from inbox.extensions import db  # noqa: PLC0415

    db.session.execute(update(Attachment).values(delete_on=None))


def test_a_file_that_is_not_due_stays(cast, message, at):  # noqa: F811
    (row,) = attachments_of(cast, message)
    at(2031, 2, 28, 23)
    assert cast.do(attachments.expire, [row.id]) == 0
    assert cast.again(row).state == AVAILABLE
