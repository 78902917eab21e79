"""The form of a report: from the menu of a message, without scripts, in both languages."""

import pytest

from inbox.models.block import Block
from inbox.models.participation import SPAM
from inbox.models.report import Report
from inbox.services import messages

SAY = {
    "en": ("Report", "Report this message", "Send report", "You reported this message", "Choose a reason."),
    "fr": ("Signaler", "Signaler ce message", "Envoyer le signalement", "Vous avez signalé ce message",
           "Choisissez un motif."),
}  # fmt: skip


@pytest.fixture
def said(cast, ana, bo):
    """What Bo said to Ana."""
    cast.said(ana, bo, "Hello")
    return cast.said(bo, ana, "Pay me directly")


def url(message) -> str:
    return f"/reports/message/{message.id}"


@pytest.mark.parametrize("language", SAY)
def test_a_message_is_reported_from_its_menu(cast, bo, language):
    name, title, button, done, _ = SAY[language]
    eve = cast.person("eve", locale=language)
    cast.said(eve, bo, "Hello")
    said = cast.said(bo, eve, "Pay me directly")
    tab = cast.logged_in(eve)
    row = tab.read("/inbox/bo").one(f"#message-{said.id}")
    (link,) = [each for each in row.all("a") if each.text == name]
    form = tab.read(link["href"])
    assert form.one("h1").text == title
    assert form.one("blockquote").text == "Pay me directly"
    form.button(button)
    answer = tab.submit(form, url(said), reason="payment", body="He asked twice.")
    assert (answer.status_code, answer.goes_to) == (303, url(said))
    page = tab.read(url(said))
    assert page.one("h1").text == done
    assert "He asked twice." in page.text
    assert cast.count(Report) == 1


@pytest.mark.parametrize("language", SAY)
def test_without_a_reason_all_that_was_typed_comes_back(cast, bo, language):
    eve = cast.person("eve", locale=language)
    cast.said(eve, bo, "Hello")
    said = cast.said(bo, eve, "Pay me directly")
    refused = cast.logged_in(eve).send(url(said), {"body": "He asked\ntwice.", "block": "1"})
    assert refused.status_code == 422
    assert SAY[language][4] in refused.page.one("[role=alert]").text
    assert refused.page.one("textarea").raw.removeprefix("\n") == "He asked\ntwice."
    assert "checked" in refused.page.one("[name=block]").attrs
    assert cast.count(Report) == cast.count(Block) == 0


def test_spam_and_a_block_follow_by_choice(cast, ana, bo, said):
    tab = cast.logged_in(ana)
    tab.form(url(said), url(said), reason="spam", block="1")
    assert cast.part(ana, said).place == SPAM
    assert cast.row(Block, ana.id, bo.id)
    assert not tab.read(url(said)).has("[name=block]")


def test_the_second_time_is_told_so_and_counts_for_nothing(cast, ana, said):
    tab = cast.logged_in(ana)
    for status in (303, 409):
        assert tab.send(url(said), {"reason": "insult"}).status_code == status
    assert "You reported this message" in tab.read(url(said)).text
    assert cast.count(Report) == 1


def test_who_reports_too_much_waits_and_keeps_the_text(cast, ana, bo, said):
    tab = cast.logged_in(ana)
    for _ in range(20):
        tab.send(url(said), {"reason": "insult"})
    refused = tab.send(url(cast.said(bo, ana, "Once more")), {"reason": "insult", "body": "Again"})
    assert refused.status_code == 429
    assert "Too many tries" in refused.page.alert
    assert refused.page.one("textarea").raw.removeprefix("\n") == "Again"


def test_whom_it_is_about_learns_nothing(cast, ana, bo, said):
    theirs, mine = cast.logged_in(bo), cast.logged_in(ana)
    mine.read("/inbox")  # so that she is online all the time
    urls = ("/inbox", "/inbox/ana", "/inbox/ana/changes?since=1", "/changes", "/people/ana", "/search?q=pay", "/latest")
    for _ in range(2):  # what was opened is read
        before = [theirs.get(url).page.text for url in urls]
    mine.send(url(said), {"reason": "spam", "body": "Between Ana and the moderators"})
    assert [theirs.get(url).page.text for url in urls] == before


@pytest.mark.parametrize("path", ["message/999", "person/1", "offer/1", "message/0", f"message/{'9' * 30}", "%00/1"])
def test_what_there_is_not_is_404(cast, ana, said, path):
    tab = cast.logged_in(ana)
    assert tab.get(f"/reports/{path}").status_code == 404
    assert tab.send(f"/reports/{path}", {"reason": "spam"}).status_code == 404


def test_nobody_reports_what_they_cannot_see_or_wrote(cast, ana, bo, dev, said):
    for person, status in ((dev, 404), (cast.person("mod"), 404), (bo, 403)):
        tab = cast.logged_in(person)
        assert tab.get(url(said)).status_code == tab.send(url(said), {"reason": "spam"}).status_code == status
        assert "Pay me" not in tab.get(url(said)).text
    cast.do(messages.delete, bo, said.id)
    assert cast.logged_in(ana).send(url(said), {"reason": "spam"}).status_code == 403
    assert cast.count(Report) == 0


def test_fields_that_are_nobodys_change_nothing(cast, ana, bo, dev, said):
    fields = {
        "reason": "insult",
        "reporter_id": dev.id,
        "about_id": ana.id,
        "evidence": "[]",
        "thing_id": 1,
        "kind": "x",
    }
    cast.logged_in(ana).send(url(said), fields)
    (made,) = cast.rows(Report.of(ana))
    assert (made.about_id, made.thing_id, made.kind, len(made.evidence)) == (bo.id, said.id, "message", 2)


def test_markup_in_what_is_reported_is_shown_as_it_was_typed(cast, ana, bo, said):
    evil = cast.said(bo, ana, "<img src=x onerror=alert(1)> {{7*7}}")
    page = cast.logged_in(ana).read(url(evil))
    assert page.one("blockquote").text == "<img src=x onerror=alert(1)> {{7*7}}"
    assert not page.has("img")
