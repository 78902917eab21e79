"""Reports: what is kept with them, what follows, and what is refused."""

import pytest

from inbox.errors import Conflict, Invalid, NotAllowed, TooMany
from inbox.models.block import Block
from inbox.models.case import Case
from inbox.models.participation import SPAM
from inbox.models.report import Report
from inbox.services import clearings, messages, reports


@pytest.fixture
def said(cast, ana, bo):
    """What Bo said to Ana, in the midst of a conversation of 13 messages."""
    for number in range(6):
        cast.said(ana, bo, f"Before {number}")
    message = cast.said(bo, ana, "Pay me directly")
    for number in range(6):
        cast.said(bo, ana, f"After {number}")
    return message


def report(cast, reporter, message, reason="payment", body="", verb=reports.report) -> Report:
    return cast.do(verb, reporter, "message", message.id, reason, body)


def test_a_report_is_a_case_about_its_author(cast, ana, bo, said):
    made = report(cast, ana, said, body="He asked twice.")
    assert (made.reporter_id, made.about_id, made.body) == (ana.id, bo.id, "He asked twice.")
    (case,) = cast.rows(Case.__table__.select().with_only_columns(Case.report_id))
    assert case == made.id


def test_it_keeps_the_message_and_five_on_each_side_and_nothing_else(cast, ana, said):
    kept = report(cast, ana, said).evidence
    assert [each["body"] for each in kept] == [
        *(f"Before {number}" for number in range(1, 6)),
        "Pay me directly",
        *(f"After {number}" for number in range(5)),
    ]


def test_what_was_kept_survives_edits_deletion_and_clearing(cast, ana, bo, said):
    cast.do(messages.edit, bo, said.id, "Pay me by bank", 0)
    made = report(cast, ana, said)
    cast.do(messages.edit, bo, said.id, "Hello", 1)
    cast.do(messages.delete, bo, said.id)
    cast.do(clearings.clear, ana, {said.conversation_id: None})
    (kept,) = [each for each in cast.again(made).evidence if each["id"] == said.id]
    assert (kept["body"], kept["author_id"], kept["at"]) == ("Pay me by bank", bo.id, said.created_at.isoformat())
    assert [old["body"] for old in kept["versions"]] == ["Pay me directly"]


def test_what_the_reporter_deleted_for_themselves_and_what_was_deleted_is_not_kept(cast, ana, bo, said):
    cast.do(clearings.clear, ana, {said.conversation_id: said.id - 1})
    later = cast.said(bo, ana, "Never mind")
    cast.do(messages.delete, bo, later.id - 1)
    kept = report(cast, ana, said).evidence
    assert [each["body"] for each in kept] == ["Pay me directly", "After 0", "After 1", "After 2", "After 3", "After 4"]
    gone = report(cast, ana, later).evidence
    assert [(each["body"], each["deleted"]) for each in gone][-2:] == [("", True), ("Never mind", False)]


def test_as_spam_it_moves_the_conversation_and_with_another_reason_it_does_not(cast, ana, bo, said):
    report(cast, ana, said)
    assert cast.part(ana, said).place != SPAM
    report(cast, ana, cast.said(bo, ana, "Buy now"), "spam")
    assert cast.part(ana, said).place == SPAM
    assert cast.part(bo, said).place != SPAM


def test_blocking_goes_with_it_or_not_at_all(cast, ana, bo, said):
    report(cast, ana, said)
    assert cast.count(Block) == 0
    with pytest.raises(Conflict):
        report(cast, ana, said, verb=reports.report_and_block)
    assert cast.count(Block) == 0
    report(cast, ana, cast.said(bo, ana, "Again"), verb=reports.report_and_block)
    assert cast.row(Block, ana.id, bo.id) is not None


@pytest.mark.parametrize("who", ["outsider", "moderator"])
def test_nobody_reports_what_they_do_not_see(cast, dev, said, who):
    with pytest.raises(NotAllowed):
        report(cast, dev if who == "outsider" else cast.person("mod"), said)
    assert cast.count(Report) == cast.count(Case) == 0


def test_nobody_reports_what_they_cleared_wrote_or_what_was_deleted(cast, ana, bo, said):
    with pytest.raises(NotAllowed, match="yourself"):
        report(cast, bo, said)
    cast.do(messages.delete, bo, said.id)
    with pytest.raises(NotAllowed, match="deleted"):
        report(cast, ana, said)
    cast.do(clearings.clear, ana, {said.conversation_id: None})
    with pytest.raises(NotAllowed, match="not here"):
        report(cast, ana, said)
    assert cast.count(Report) == 0


@pytest.mark.thorough
def test_a_thousand_of_the_same_are_one(cast, ana, said):
    report(cast, ana, said)
    refused = []
    for _ in range(1000):
        with pytest.raises((Conflict, TooMany)) as refusal:
            report(cast, ana, said)
        refused.append(refusal.type)
    assert set(refused) == {Conflict, TooMany}
    assert cast.count(Report) == cast.count(Case) == 1


def test_so_many_an_hour_and_no_more(cast, ana, bo):
    said = [cast.said(bo, ana, f"Number {number}") if number else cast.said(ana, bo, "Hello") for number in range(22)]
    for message in said[1:21]:
        report(cast, ana, message)
    with pytest.raises(TooMany):
        report(cast, ana, said[21])
    assert cast.count(Report) == 20


@pytest.mark.parametrize(
    ("reason", "body", "field"),
    [("", "", "reason"), ("revenge", "", "reason"), ("spam", "x" * 1001, "body"), ("spam", "a\0b", "body"),
     ("spam", "\ud800", "body")],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_by_its_field(cast, ana, said, reason, body, field):
    with pytest.raises(Invalid) as refusal:
        report(cast, ana, said, reason, body)
    assert list(refusal.value.errors) == [field]
    assert cast.count(Report) == 0


def test_a_kind_that_there_is_not_is_nothing(cast, ana, said):
    with pytest.raises(NotAllowed):
        cast.do(reports.report, ana, "person", said.id, "spam")


def test_every_kind_has_its_way_to_be_found_and_kept():
    assert set(reports.KINDS) == {"message"}
