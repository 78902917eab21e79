"""Attachments: sent with their message, gone with it, deleted when their time is over."""

from datetime import UTC, datetime, timedelta

import pytest

from inbox import clock
from inbox.errors import Conflict, Invalid
from inbox.extensions import db
from inbox.models.attachment import AVAILABLE, DELETED, Attachment
from inbox.models.content import DELETING, Content
from inbox.models.conversation import Conversation
from inbox.models.entry import holding
from inbox.models.message import Message
from inbox.models.waiting import Waiting
from inbox.services import (
    attachments,
    clearings,
    expiries,
    intakes,
    messages,
    releases,
    uploads,
    waiting,
)
from inbox.storage import arriving
from tests.files import attachments_of, sent, uploaded
from tests.files import stored as taken_in


def send(cast, author, other, body, key, *rows, **more):
    return cast.do(messages.send, author, other, body, key, files=[row.token for row in rows], **more)


def test_a_message_may_be_files_alone_and_the_list_says_what_they_are_called(cast, ana, bo):
    message = sent(cast, ana, bo, "plan.pdf", "logo.svg")
    assert (message.body, message.file_names) == ("", "plan.pdf\nlogo.svg")
    assert cast.part(bo, message).last_excerpt == "plan.pdf, logo.svg"
    assert [row.name for row in attachments_of(cast, message)] == ["plan.pdf", "logo.svg"]
    assert cast.row(Conversation, message.conversation_id).files == 2


def test_a_message_with_neither_text_nor_files_is_none(cast, ana, bo):
    with pytest.raises(Invalid):
        cast.do(messages.send, ana, bo, " ", "k")


def test_the_text_beside_files_has_the_limits_of_every_text(cast, ana, bo):
    with pytest.raises(Invalid):
        send(cast, ana, bo, "x" * 5001, "k", uploaded(cast, ana, bo))
    assert cast.count(Message) == 0


def test_a_file_is_deleted_three_years_after_its_sending_by_the_calendar(cast, ana, bo):
    clock.freeze(datetime(2028, 2, 29, 12, tzinfo=UTC))
    row = attachments_of(cast, sent(cast, ana, bo))[0]
    assert row.sent_at == datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert row.delete_on == datetime(2031, 3, 1, 12, tzinfo=UTC)


def test_files_of_others_and_for_others_are_not_sent(cast, ana, bo, chloe):
    cast.said(ana, bo, "Hello"), cast.said(ana, chloe, "Hello"), cast.said(cast.person("cy"), bo, "Hello")
    for row in (uploaded(cast, bo, ana), uploaded(cast, cast.person("cy"), bo), uploaded(cast, ana, chloe)):
        with pytest.raises(Invalid):
            send(cast, ana, bo, "Hello", "k", row)
    with pytest.raises(Invalid):
        cast.do(messages.send, ana, bo, "Hello", "k", files=["made up"])
    assert cast.count(Message) == 3


def test_what_has_not_arrived_is_not_sent(cast, ana, bo):
    half = cast.do(uploads.begin, ana, bo, "plan.pdf", 10)
    with pytest.raises(Invalid):
        send(cast, ana, bo, "Hello", "k", half)
    assert cast.count(Message) == 0


def test_a_file_is_sent_once(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    send(cast, ana, bo, "", "k1", row)
    with pytest.raises(Invalid):
        send(cast, ana, bo, "", "k2", row)


def test_the_same_form_again_is_the_same_message(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    first = send(cast, ana, bo, "", "k", row)
    assert send(cast, ana, bo, "", "k", row).id == first.id
    assert len(attachments_of(cast, first)) == 1


def test_a_form_that_brings_its_files_once_more_leaves_no_second_ones(cast, ana, bo):
    first = send(cast, ana, bo, "", "k", uploaded(cast, ana, bo))
    assert send(cast, ana, bo, "", "k", uploaded(cast, ana, bo)).id == first.id
    assert cast.count(Attachment) == 1
    with pytest.raises(Conflict):
        send(cast, ana, bo, "", "k", uploaded(cast, ana, bo, "other.pdf"))
    assert cast.count(Attachment) == 2


def test_one_message_takes_so_many_files(make_app, cast, ana, bo):
    cast.app = make_app(HALLE_FILES_MESSAGE_MAX="2")
    rows = [uploaded(cast, ana, bo) for _ in range(3)]
    with pytest.raises(Invalid):
        send(cast, ana, bo, "", "k", *rows)
    send(cast, ana, bo, "", "k", *rows[:2])


def test_the_files_of_a_deleted_message_are_gone_with_their_names(cast, ana, bo):
    message = sent(cast, ana, bo)
    cast.do(messages.delete, ana, message.id)
    (row,) = attachments_of(cast, message)
    assert (row.state, row.name, row.delete_on) == (DELETED, "", None)
    assert cast.again(message).file_names == ""
    assert cast.part(bo, message).last_excerpt == ""


def test_what_nobody_took_in_yet_is_gone_with_the_message(cast, app, ana, bo):
    message = sent(cast, ana, bo)
    (row,) = attachments_of(cast, message)
    with app.app_context():
        assert arriving.path(row.token).exists()
    cast.do(messages.delete, ana, message.id)
    with app.app_context():
        assert not arriving.path(row.token).exists()
    assert cast.do(intakes.take_in, row.id), "the job that was on its way has nothing to do"


def test_an_edited_message_keeps_its_files_and_may_lose_its_text(cast, ana, bo):
    message = sent(cast, ana, bo, body="Here")
    edited = cast.do(messages.edit, ana, message.id, " ", 0)
    assert (edited.body, edited.file_names) == ("", "plan.pdf")
    assert len(attachments_of(cast, message)) == 1


def places(cast, *tokens):
    with cast.app.app_context():
        return list(db.session.scalars(holding(tokens, None, 10)))


def test_files_are_found_by_their_names(cast, ana, bo):
    message = sent(cast, ana, bo, "Autumn-Menu.pdf", body="Here")
    assert len(places(cast, "m:1", "has:file")) == len(places(cast, "m:1", "autumn")) == 1
    cast.do(messages.edit, ana, message.id, "There", 0)
    assert len(places(cast, "m:1", "autumn", "there")) == 1
    cast.do(messages.delete, ana, message.id)
    assert places(cast, "m:1") == []


def test_a_file_can_be_answered_where_it_is(cast, ana, bo, chloe):
    message, elsewhere = sent(cast, ana, bo), sent(cast, ana, chloe)
    (file,), (other,) = attachments_of(cast, message), attachments_of(cast, elsewhere)
    answer = cast.do(messages.send, bo, ana, "Good", "k", reply_to=message.id, reply_to_file=file.id)
    assert (answer.reply_to_id, answer.reply_to_file_id) == (message.id, file.id)
    for file_id in (other.id, 10**9):
        with pytest.raises(Invalid):
            cast.do(messages.send, bo, ana, "Good", "k2", reply_to=message.id, reply_to_file=file_id)


def hold(cast, author, other, *rows):
    at = clock.now() + timedelta(hours=1)
    return cast.do(waiting.schedule, author, other, "Later", "k", at, files=[row.token for row in rows])


def test_files_wait_with_their_message_and_are_sent_with_it(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    held = hold(cast, ana, bo, row)
    assert (cast.again(row).waiting_id, cast.again(row).expires_at) == (held.id, None)
    assert cast.do(uploads.cancel, ana, row.token) is False
    clock.move(timedelta(days=30))
    cast.do(uploads.sweep)
    assert cast.do(releases.release_due) == 1
    message = cast.rows(db.select(Message))[0]
    assert message.file_names == "plan.pdf"
    assert [file.id for file in attachments_of(cast, message)] == [row.id]
    assert attachments_of(cast, message)[0].sent_at == message.created_at


def test_what_waited_is_an_upload_again_when_it_is_taken_back(cast, ana, bo):
    row = uploaded(cast, ana, bo)
    held = hold(cast, ana, bo, row)
    cast.do(waiting.cancel, ana, held.id)
    assert cast.again(row).waiting_id is None
    assert cast.do(uploads.own, ana, row.token).id == row.id


def test_a_held_message_lands_once_however_often_its_form_comes(cast, ana, bo):
    first = hold(cast, ana, bo, uploaded(cast, ana, bo))
    assert hold(cast, ana, bo, uploaded(cast, ana, bo)).id == first.id
    assert (cast.count(Waiting), cast.count(Attachment)) == (1, 1)


def stored(cast, row, digest="d" * 64) -> Content:
    """A content that this attachment has, as taking it in would leave it."""
    with cast.app.app_context():
        content = db.session.scalar(Content.of_digest(digest)) or Content(digest=digest, size=row.size)
        db.session.add(content)
        db.session.flush()
        mine = db.session.get(Attachment, row.id)
        mine.content_id, mine.state = content.id, AVAILABLE
        db.session.commit()
        return content


def test_bytes_go_with_the_last_that_refer_to_them(cast, ana, bo, chloe):
    first, second = sent(cast, ana, bo), sent(cast, ana, chloe)
    for message in (first, second):
        content = stored(cast, attachments_of(cast, message)[0])
    cast.do(messages.delete, ana, first.id)
    assert cast.again(content).state == AVAILABLE
    cast.do(messages.delete, ana, second.id)
    assert cast.again(content).state == DELETING
    assert all(row.content_id is None for row in cast.rows(db.select(Attachment)))


def test_a_file_whose_time_is_over_is_deleted_and_its_card_drawn_anew(cast, ana, bo):
    message = sent(cast, ana, bo)
    content = stored(cast, row := attachments_of(cast, message)[0])
    assert cast.do(attachments.expire, [row.id]) == 0
    clock.move(timedelta(days=3 * 366))
    assert cast.do(attachments.expire, [row.id]) == 1
    again = cast.again(row)
    assert (again.state, again.name, again.content_id) == (DELETED, "plan.pdf", None)
    assert cast.again(content).state == DELETING
    assert cast.again(message).changed_seq == cast.row(Conversation, message.conversation_id).seq > message.seq
    assert cast.do(attachments.expire, [row.id]) == 0


def test_all_that_show_some_bytes_are_drawn_anew_when_those_change(cast, ana, bo, chloe):
    shown = [sent(cast, ana, bo), sent(cast, ana, chloe)]
    (file,) = attachments_of(cast, shown[0])
    answer = cast.do(messages.send, bo, ana, "Good", "k", reply_to=shown[0].id, reply_to_file=file.id)
    other = cast.said(ana, bo, "Something else")
    for message in shown:
        content = stored(cast, attachments_of(cast, message)[0])

    from inbox.transaction import transaction  # noqa: PLC0415

    cast.do(transaction(attachments.stamp), content.id)
    for message in (*shown, answer):
        assert cast.again(message).changed_seq > message.changed_seq
    assert cast.again(other).changed_seq == other.changed_seq


def test_files_that_both_deleted_for_themselves_are_deleted_for_good(cast, ana, bo):
    old, new = taken_in(cast, ana, bo, "old.pdf", content=b"old"), taken_in(cast, ana, bo, "new.pdf", content=b"new")
    cast.do(clearings.clear, ana, {old.conversation_id: None})
    assert cast.do(expiries.delete_due) == 0, "the other one still sees them"
    cast.do(clearings.clear, bo, {old.conversation_id: old.id})
    assert cast.do(expiries.warn_due) == 0
    assert cast.do(expiries.delete_due) == 1
    assert attachments_of(cast, old)[0].state == DELETED and attachments_of(cast, new)[0].state == AVAILABLE
